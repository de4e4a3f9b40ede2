using Audit.AspNetCore.Access;
using Audit.GraphQL.Access;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.Sql;

/// <summary>Lets those in by SQL who have a token for the API: as a user with the token's name and the token for a password, or by the token alone.</summary>
internal sealed class TokenAuthenticator(
    AuditTokenVerifier verifier, SignInThrottle throttle, IHttpContextAccessor requests, IOptionsMonitor<AuditPersonalDataOptions> personalData) : IClickHouseEndpointAuthenticator
{
    public ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken)
    {
        var (viewer, retryAfter) = throttle.Try(
            requests.HttpContext?.Connection.RemoteIpAddress, user, password, () => user.Length == 0 ? verifier.Verify(password) : verifier.Verify(user, password));
        if (retryAfter is { } wait)
            throw new ClickHouseSignInThrottledException(wait);
        return ValueTask.FromResult(viewer is null ? null : new ClickHousePrincipal(viewer.Name, viewer.Roles)
        {
            TenantId = viewer.TenantId,
            ShowsPersonalData = personalData.CurrentValue.Roles.Any(role => viewer.Roles.Contains(role)),
        });
    }
}
