using System.ComponentModel;
using System.Security.Claims;
using Audit.Querying;

namespace Audit.GraphQL.Schema.Viewers;

/// <summary>Who asks.</summary>
internal sealed class Viewer(ClaimsPrincipal user, AuditReadScope sight)
{
    /// <summary>The subject, as OpenID Connect names it when claims are not mapped.</summary>
    private const string Subject = "sub";

    public string Id => user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst(Subject)?.Value ?? Name;

    public string Name => user.Identities.FirstOrDefault(static identity => identity.Name is not null)?.Name ?? user.FindFirst(Subject)?.Value ?? "";

    [Description("The only tenant whose events they see; null for all.")]
    public string? TenantId => sight.TenantId;

    [Description("Whether addresses and agents of clients, names of actors, and values are shown; where not, they read null.")]
    public bool ShowsPersonalData => sight.ShowsPersonalData;

    public IEnumerable<string> Roles => user.Identities
        .SelectMany(static identity => identity.FindAll(identity.RoleClaimType))
        .Select(static claim => claim.Value)
        .Distinct(StringComparer.Ordinal);
}
