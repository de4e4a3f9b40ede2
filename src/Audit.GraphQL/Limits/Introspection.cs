using System.Security.Claims;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Audit.GraphQL.Limits;

/// <summary>
/// Asking for the schema costs the store nothing, but its types refer to each other in circles: each further list multiplies the answer.
/// </summary>
internal static class Introspection
{
    /// <summary>What the usual introspection query needs: fields of types, and nothing below them.</summary>
    public const int MostNestedLists = 2;

    /// <summary>Whether somebody may ask for the schema.</summary>
    public static bool MayAsk(ClaimsPrincipal user, AuditGraphQLOptions options) =>
        options is { AllowIntrospection: true, IntrospectionRoles: var roles } && (roles.Count == 0 || roles.Any(user.IsInRole));

    public static bool IsEntry(GraphQLField field) => field.Name.Value == "__schema" || field.Name.Value == "__type";

    public static bool IsNestingList(GraphQLField field, IComplexGraphType? parent) =>
        parent?.Name.StartsWith("__", StringComparison.Ordinal) == true
        && (field.Name.Value == "fields" || field.Name.Value == "inputFields" || field.Name.Value == "interfaces" || field.Name.Value == "possibleTypes");
}
