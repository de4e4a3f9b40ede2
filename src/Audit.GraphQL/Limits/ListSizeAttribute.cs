using GraphQL;
using GraphQL.Types;

namespace Audit.GraphQL.Limits;

/// <summary>How many objects a field returns, for the cost of a query: as many as its arguments say.</summary>
/// <param name="usual">When no argument says; 0: the usual size of a page.</param>
/// <param name="arguments">The arguments that say.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ListSizeAttribute(int usual, params string[] arguments) : GraphQLAttribute
{
    public override void Modify(FieldType fieldType, bool isInputType) =>
        fieldType.WithMetadata(ListSize.Key, new ListSize(usual, arguments));
}

/// <summary>The sizes that <see cref="ListSizeAttribute"/> leaves on a field.</summary>
/// <param name="Usual">When no argument says; 0: the usual size of a page.</param>
/// <param name="Arguments">The arguments that say.</param>
internal sealed record ListSize(int Usual, IReadOnlyList<string> Arguments)
{
    public const string Key = "audit.listSize";
}
