using Audit.GraphQL.Errors;
using Audit.Querying;

namespace Audit.GraphQL.Schema.Paging;

/// <summary>The arguments of a Relay connection: <c>first</c> and <c>after</c>, or <c>last</c> and <c>before</c>.</summary>
internal readonly record struct PageArguments(int? First, string? After, int? Last, string? Before)
{
    /// <summary>The page that the arguments mean.</summary>
    /// <exception cref="ApiError">They mean none.</exception>
    public AuditQuery Apply(AuditQuery query, AuditGraphQLOptions options)
    {
        if (First is not null && Last is not null)
            throw ApiError.Input("last", "it excludes first; page either forwards or backwards.");
        if (First is not null && Before is not null)
            throw ApiError.Input("before", "it goes with last; first goes with after.");
        if (Last is not null && After is not null)
            throw ApiError.Input("after", "it goes with first; last goes with before.");
        if (After is not null && Before is not null)
            throw ApiError.Input("before", "it excludes after; page either forwards or backwards.");

        return query with
        {
            Limit = Checked(First ?? Last ?? options.DefaultPageSize, First is null ? "last" : "first", options),
            After = After,
            Before = Before,
            FromEnd = Last is not null,
        };
    }

    /// <summary>Checks a number of events asked for.</summary>
    public static int Checked(int size, string argument, AuditGraphQLOptions options) =>
        size >= 1 && size <= options.MaxPageSize
            ? size
            : throw ApiError.Input(argument, FormattableString.Invariant($"it must lie between 1 and {options.MaxPageSize}, and is {size}."));
}
