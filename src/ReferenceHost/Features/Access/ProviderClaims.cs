using System.Security.Claims;
using Audit.Querying;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ReferenceHost.Features.Access;

/// <summary>What a provider says, in the terms of the audit log.</summary>
internal static class ProviderClaims
{
    private const string Subject = "sub";
    private const string Discovery = "/.well-known/openid-configuration";

    /// <summary>How soon keys are read again when a token names one that is not known.</summary>
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What the provider says of somebody, and nothing more; <see langword="null"/> when a claim is missing: that of the tenant, where one is required, or that
    /// which tells them from all others, without which what they read and decide would be nobody's.
    /// </summary>
    public static ClaimsPrincipal? Admit(ClaimsPrincipal token, ProviderOptions provider, string scheme, out string? missing)
    {
        var subject = token.FindFirst(Subject)?.Value;
        var tenants = token.FindAll(provider.TenantClaim).Select(static claim => claim.Value).Distinct().ToArray();
        missing = string.IsNullOrWhiteSpace(subject) ? Subject : tenants.Length == 0 && provider.RequireTenant ? provider.TenantClaim : null;
        if (missing is not null)
            return null;

        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, subject!));
        identity.AddClaim(new Claim(ClaimTypes.Name, token.FindFirst(provider.NameClaim)?.Value ?? subject!));
        foreach (var role in token.FindAll(provider.RoleClaim).Select(claim => provider.RoleOf(claim.Value)).OfType<string>().Distinct())
            identity.AddClaim(new Claim(ClaimTypes.Role, role));
        foreach (var tenant in tenants)
            identity.AddClaim(new Claim(AuditReadScope.TenantClaim, tenant));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Reads the provider's addresses and keys, and reads them again in time.</summary>
    public static ConfigurationManager<OpenIdConnectConfiguration> ConfigurationOf(ProviderOptions provider)
    {
        var authority = provider.Authority!.TrimEnd('/');
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            authority + Discovery,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = !new Uri(authority).IsLoopback })
        {
            AutomaticRefreshInterval = provider.KeyLifetime,
            RefreshInterval = ShortestRefresh,
            // A key that the provider does not name any more may have been stolen.
            UseLastKnownGoodConfiguration = false,
        };
    }
}
