using System.Security.Claims;
using Audit.GraphQL.Errors;
using Audit.Querying;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Access;

/// <summary>
/// Decides who may read, and what of it, whatever the endpoint was mapped with: an application that forgets to protect it, or whose own customers are
/// signed in, shows nothing.
/// </summary>
internal sealed class ViewerAccess(IOptions<AuditGraphQLOptions> options, IOptionsMonitor<AuditPersonalDataOptions> personalData)
{
    /// <summary>Why a request is refused; <see langword="null"/> when it is not. The first thing that every endpoint of the API asks.</summary>
    public ApiError? Refusal(HttpContext context) => Refusal(context.User) ?? CookieRequests.Refusal(context.Request);

    /// <summary>Why someone may not read; <see langword="null"/> when they may.</summary>
    public ApiError? Refusal(ClaimsPrincipal user)
    {
        if (user.Identities.All(static identity => !identity.IsAuthenticated))
            return new ApiError(ErrorCodes.Unauthenticated, "Sign in to read the audit log.", StatusCodes.Status401Unauthorized);

        if (!options.Value.Roles.Any(user.IsInRole))
            return new ApiError(ErrorCodes.Forbidden, "You have no role that may read the audit log.", StatusCodes.Status403Forbidden);

        return TenantsOf(user) is { Count: > 1 } or [""] ? OfNoTenant() : null;
    }

    /// <summary>What of the log someone may see who may read it.</summary>
    /// <exception cref="ApiError">It is not clear to which tenant they are bound.</exception>
    public AuditReadScope ScopeOf(ClaimsPrincipal user)
    {
        var showsPersonalData = personalData.CurrentValue.Roles.Any(user.IsInRole);
        return TenantsOf(user) switch
        {
            [] when showsPersonalData => AuditReadScope.Everything,
            [] => new AuditReadScope(),
            [{ Length: > 0 } tenant] => new AuditReadScope { TenantId = tenant, ShowsPersonalData = showsPersonalData },
            _ => throw OfNoTenant(),
        };
    }

    /// <summary>One claim binds, whichever sign-in of several it comes from: another that has none does not open what it closed.</summary>
    private List<string> TenantsOf(ClaimsPrincipal user)
    {
        var tenants = new List<string>();
        foreach (var identity in user.Identities)
        {
            if (!identity.IsAuthenticated)
                continue;
            foreach (var claim in identity.Claims)
            {
                if ((claim.Type == AuditReadScope.TenantClaim || options.Value.TenantClaims.Contains(claim.Type)) && !tenants.Contains(claim.Value))
                    tenants.Add(claim.Value);
            }
        }

        return tenants;
    }

    private static ApiError OfNoTenant() => new(
        ErrorCodes.Forbidden, "Your sign-in names several tenants, or an empty one: it is not clear which of them you may see.", StatusCodes.Status403Forbidden);
}
