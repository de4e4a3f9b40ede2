using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.Attribution;

/// <summary>
/// Tells which API key authenticated a request, for applications whose authentication leaves no claim about it. Registered in the services with any lifetime;
/// asked once per request, after authentication, when none of <see cref="AuditAspNetCoreOptions.ApiKeyClaims"/> tells.
/// </summary>
public interface IApiKeyAttributor
{
    /// <summary>What is recorded of the key; never the key itself. <see langword="null"/> when the request was not authenticated by a key.</summary>
    /// <param name="context">The request. It must not be kept.</param>
    /// <remarks>An exception ends the request, as one from authentication would.</remarks>
    ValueTask<ApiKeyIdentity?> AttributeAsync(HttpContext context);
}
