using System.Security.Claims;
using Audit.AspNetCore.Access;
using Audit.GraphQL.Access;
using Audit.Querying;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ReferenceHost.Features.Access;

namespace ReferenceHost.Features.Sql;

/// <summary>
/// Lets those in by SQL who have a token for the API: as a user with the token's name and the token for a password, or by the token alone, which may be a signed
/// one as well.
/// </summary>
internal sealed class TokenAuthenticator(
    AuditTokenVerifier verifier, SignInThrottle throttle, IHttpContextAccessor requests, IOptions<JwtOptions> jwt, IOptionsMonitor<AuditPersonalDataOptions> personalData)
    : IClickHouseEndpointAuthenticator
{
    public async ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken)
    {
        var request = requests.HttpContext;
        if (user.Length == 0 && jwt.Value.IsConfigured && request is not null)
        {
            var signed = await request.AuthenticateAsync(JwtFeature.Scheme);
            if (SignInThrottle.RetryAfterOf(request) is { } passedOver)
                throw new ClickHouseSignInThrottledException(passedOver);
            if (!signed.None)
                return signed.Principal is { } principal ? Of(principal) : null;
        }

        var (viewer, retryAfter) = throttle.Try(
            request?.Connection.RemoteIpAddress, user, password, () => user.Length == 0 ? verifier.Verify(password) : verifier.Verify(user, password));
        if (retryAfter is { } wait)
            throw new ClickHouseSignInThrottledException(wait);
        return viewer is null ? null : Of(viewer.Name, viewer.Roles, viewer.TenantId);
    }

    private ClickHousePrincipal? Of(ClaimsPrincipal user)
    {
        var tenants = user.FindAll(AuditReadScope.TenantClaim).Select(static claim => claim.Value).ToArray();
        return tenants is { Length: > 1 } or [""]
            ? null
            : Of(user.Identity!.Name!, [.. user.FindAll(ClaimTypes.Role).Select(static claim => claim.Value)], tenants.FirstOrDefault())
                with { Id = user.FindFirst(ClaimTypes.NameIdentifier)!.Value };
    }

    private ClickHousePrincipal Of(string name, IReadOnlyCollection<string> roles, string? tenant) => new(name, roles)
    {
        TenantId = tenant,
        ShowsPersonalData = personalData.CurrentValue.Roles.Any(roles.Contains),
    };
}
