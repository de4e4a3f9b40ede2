using System.Security.Claims;
using Audit.AspNetCore.Attribution;

namespace Audit.ApiKeys.Authentication;

/// <summary>Makes a user of a key: its owner, with the claims that attribution looks for.</summary>
internal static class ApiKeyPrincipal
{
    private const string KeyId = "api_key_id";
    private const string KeyName = "api_key_name";
    private const string Scope = "scope";
    private const string Tenant = "tenant_id";

    public static ClaimsPrincipal Of(ApiKeyIdentity key, string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, key.Owner ?? key.Id));
        identity.AddClaim(new Claim(KeyId, key.Id));
        if (key.Name is not null)
            identity.AddClaim(new Claim(KeyName, key.Name));
        if (key.TenantId is not null)
            identity.AddClaim(new Claim(Tenant, key.TenantId));
        foreach (var scope in key.Scopes)
            identity.AddClaim(new Claim(Scope, scope));
        return new ClaimsPrincipal(identity);
    }
}
