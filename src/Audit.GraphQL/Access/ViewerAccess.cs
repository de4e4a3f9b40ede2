using System.Security.Claims;
using Audit.GraphQL.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Access;

/// <summary>
/// Decides who may read, whatever the endpoint was mapped with: an application that forgets to protect it, or whose own customers are signed in,
/// shows nothing.
/// </summary>
internal sealed class ViewerAccess(IOptions<AuditGraphQLOptions> options)
{
    /// <summary>Why someone may not read; <see langword="null"/> when they may.</summary>
    public ApiError? Refusal(ClaimsPrincipal user)
    {
        if (user.Identities.All(static identity => !identity.IsAuthenticated))
            return new ApiError(ErrorCodes.Unauthenticated, "Sign in to read the audit log.", StatusCodes.Status401Unauthorized);

        return options.Value.Roles.Any(user.IsInRole)
            ? null
            : new ApiError(ErrorCodes.Forbidden, "You have no role that may read the audit log.", StatusCodes.Status403Forbidden);
    }
}
