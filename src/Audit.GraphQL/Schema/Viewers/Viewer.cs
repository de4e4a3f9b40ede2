using System.ComponentModel;
using System.Security.Claims;
using Audit.Querying;

namespace Audit.GraphQL.Schema.Viewers;

/// <summary>Who asks.</summary>
internal sealed class Viewer(ClaimsPrincipal user, AuditReadScope sight)
{
    /// <summary>The subject, as OpenID Connect names it when claims are not mapped.</summary>
    private const string Subject = "sub";

    public string Id => IdOf(user);

    public string Name => NameOf(user);

    [Description("The only tenant whose events they see; null for all.")]
    public string? TenantId => sight.TenantId;

    [Description("Whether addresses and agents of clients, names of actors, and values are shown; where not, they read null.")]
    public bool ShowsPersonalData => sight.ShowsPersonalData;

    public IEnumerable<string> Roles => RolesOf(user);

    /// <summary>The id of who asks, for the API and its limits.</summary>
    internal static string IdOf(ClaimsPrincipal user) => user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst(Subject)?.Value ?? NameOf(user);

    internal static IEnumerable<string> RolesOf(ClaimsPrincipal user) => user.Identities
        .SelectMany(static identity => identity.FindAll(identity.RoleClaimType))
        .Select(static claim => claim.Value)
        .Distinct(StringComparer.Ordinal);

    private static string NameOf(ClaimsPrincipal user) =>
        user.Identities.FirstOrDefault(static identity => identity.Name is not null)?.Name ?? user.FindFirst(Subject)?.Value ?? "";
}
