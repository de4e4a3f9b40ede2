using Audit.ApiKeys.Verifying;
using Audit.AspNetCore.Attribution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Authentication;

/// <summary>
/// Attributes requests that carry a valid key although no scheme authenticated them, as in applications that check keys in a middleware of their own. Who signed in
/// otherwise did not get in by the key.
/// </summary>
internal sealed class ApiKeyAttributor(IApiKeyVerifier verifier, IOptionsMonitor<ApiKeyAuthenticationOptions> options) : IApiKeyAttributor
{
    public async ValueTask<ApiKeyIdentity?> AttributeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.User.Identities.Any(static identity => identity.IsAuthenticated))
            return null;
        if (context.Features.Get<VerifiedKey>() is { } verified)
            return verified.Verification.Key;
        if (!context.Request.Headers.TryGetValue(options.Get(ApiKeyDefaults.AuthenticationScheme).HeaderName, out var values) || values is not [{ } presented])
            return null;

        return (await verifier.VerifyAsync(presented, context.RequestAborted).ConfigureAwait(false)).Key;
    }
}
