using Audit.GraphQL.Errors;

namespace Audit.GraphQL.Schema;

/// <summary>Ids of events as text.</summary>
internal static class Ids
{
    /// <exception cref="ApiError">It is no id.</exception>
    public static Guid Parse(string field, string text) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw ApiError.Input(field, "an id is a UUID, for example 019cac1a-2b80-71f9-8000-000000000001.");
}
