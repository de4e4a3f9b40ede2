using System.Collections.Immutable;
using System.Security.Claims;
using Audit.Querying;

namespace Audit.AspNetCore.Access;

/// <summary>Someone who may read the audit log.</summary>
/// <param name="Name">The name.</param>
/// <param name="Roles">The roles, of <see cref="AuditRoles"/>.</param>
public sealed record AuditViewer(string Name, ImmutableArray<string> Roles)
{
    /// <summary>The only tenant whose events they may see; <see langword="null"/>: those of all.</summary>
    public string? TenantId { get; init; }

    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, Name));
        identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        foreach (var role in Roles)
            identity.AddClaim(new Claim(ClaimTypes.Role, role));
        if (TenantId is not null)
            identity.AddClaim(new Claim(AuditReadScope.TenantClaim, TenantId));
        return new ClaimsPrincipal(identity);
    }
}
