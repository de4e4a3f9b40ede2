using System.Collections.Immutable;
using System.Security.Claims;

namespace Audit.AspNetCore.Access;

/// <summary>Someone who may read the audit log.</summary>
/// <param name="Name">The name.</param>
/// <param name="Roles">The roles, of <see cref="AuditRoles"/>.</param>
public sealed record AuditViewer(string Name, ImmutableArray<string> Roles)
{
    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, Name));
        identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        foreach (var role in Roles)
            identity.AddClaim(new Claim(ClaimTypes.Role, role));
        return new ClaimsPrincipal(identity);
    }
}
