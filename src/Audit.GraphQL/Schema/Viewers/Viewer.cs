using System.Security.Claims;

namespace Audit.GraphQL.Schema.Viewers;

/// <summary>Who asks.</summary>
internal sealed class Viewer(ClaimsPrincipal user)
{
    /// <summary>The subject, as OpenID Connect names it when claims are not mapped.</summary>
    private const string Subject = "sub";

    public string Id => user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst(Subject)?.Value ?? Name;

    public string Name => user.Identities.FirstOrDefault(static identity => identity.Name is not null)?.Name ?? user.FindFirst(Subject)?.Value ?? "";

    public IEnumerable<string> Roles => user.Identities
        .SelectMany(static identity => identity.FindAll(identity.RoleClaimType))
        .Select(static claim => claim.Value)
        .Distinct(StringComparer.Ordinal);
}
