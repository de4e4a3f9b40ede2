using Audit.ApiKeys.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Authenticates by API keys.</summary>
public static class ApiKeyAuthenticationExtensions
{
    /// <summary>
    /// Authenticates requests by an API key in the header <c>X-Api-Key</c>, or another: as the key's owner, with the claims <c>api_key_id</c>, <c>api_key_name</c>,
    /// <c>scope</c> (one each) and <c>tenant_id</c>. Needs <c>AddAudit().AddApiKeys&lt;TContext&gt;()</c>. A key that is revoked authenticates nobody any more.
    /// </summary>
    /// <param name="authentication">The authentication of the application.</param>
    /// <param name="authenticationScheme">The name of the scheme.</param>
    /// <param name="configure">Changes the options.</param>
    public static AuthenticationBuilder AddApiKey(
        this AuthenticationBuilder authentication,
        string authenticationScheme = ApiKeyDefaults.AuthenticationScheme,
        Action<ApiKeyAuthenticationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(authentication);
        return authentication.AddScheme<ApiKeyAuthenticationOptions, ApiKeyAuthenticationHandler>(authenticationScheme, configure);
    }
}
