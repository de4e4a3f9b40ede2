using System.Security.Claims;
using Audit.GraphQL.Access;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.GraphiQL;

/// <summary>Who gets GraphiQL: who has a role for it and may ask for the schema, without which it is of no use.</summary>
internal sealed class GraphiQLAccess(ViewerAccess access, IOptions<AuditGraphQLOptions> options)
{
    /// <summary>Whether anybody gets it.</summary>
    public bool IsOffered => options.Value is { AllowGraphiQL: true, AllowIntrospection: true, PersistedDocuments.Only: false };

    /// <summary>
    /// Why somebody does not; <see langword="null"/> when they do. The header that requests with a cookie need is not asked for: a browser that is sent to a page
    /// has none, and the page tells nothing of the log.
    /// </summary>
    public ApiError? Refusal(ClaimsPrincipal user)
    {
        if (access.Refusal(user) is { } refusal)
            return refusal;
        return options.Value.GraphiQLRoles.Any(user.IsInRole) && (!IsOffered || Introspection.MayAsk(user, options.Value))
            ? null
            : new ApiError(ErrorCodes.Forbidden, "You have no role that gets GraphiQL.", StatusCodes.Status403Forbidden);
    }
}
