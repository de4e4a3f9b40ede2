using System.Globalization;
using Audit.AspNetCore.Access;
using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.Access;

/// <summary>An OpenID Connect provider, and what its claims mean to the audit log.</summary>
internal abstract class ProviderOptions
{
    /// <summary>The address of the provider, whose keys and name are read from it and read again when they change.</summary>
    public string? Authority { get; set; }

    /// <summary>The claim that tells the roles. Default: <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim that tells the only tenant that is shown. Default: <c>tenant_id</c>.</summary>
    public string TenantClaim { get; set; } = "tenant_id";

    /// <summary>Whether somebody without a tenant is refused, rather than shown all tenants. Default: no.</summary>
    public bool RequireTenant { get; set; }

    /// <summary>The claim that tells a name for people to read. Default: <c>name</c>.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>The provider's roles and what they are here; all others are none. Empty: roles have the names of <see cref="AuditRoles"/>.</summary>
    public Dictionary<string, string> RoleMap { get; } = new(StringComparer.Ordinal);

    /// <summary>How long keys of the provider are used before they are read again, 5 minutes to a day. Default: 15 minutes.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The role here that a role of the provider stands for; <see langword="null"/> for none.</summary>
    public string? RoleOf(string role) =>
        RoleMap.Count > 0 ? RoleMap.GetValueOrDefault(role) : AuditRoles.All.Contains(role) ? role : null;

    /// <summary>Tells what is wrong with what all providers have.</summary>
    protected void Check(string section, ValidateOptionsResultBuilder failures)
    {
        if (!string.IsNullOrWhiteSpace(Authority) && !IsSafe(Authority))
            failures.AddError($"{section}:{nameof(Authority)} is '{Authority}'. Allowed: an address with https, or with http on this machine.");
        if (KeyLifetime < TimeSpan.FromMinutes(5) || KeyLifetime > TimeSpan.FromDays(1))
            failures.AddError(string.Create(CultureInfo.InvariantCulture, $"{section}:{nameof(KeyLifetime)} is {KeyLifetime}. Allowed: 00:05:00 to 1.00:00:00."));
        foreach (var (role, mapped) in RoleMap)
        {
            if (!AuditRoles.All.Contains(mapped))
                failures.AddError($"{section}:{nameof(RoleMap)}:{role} is '{mapped}'. Allowed: {string.Join(", ", AuditRoles.All)}.");
        }
    }

    private static bool IsSafe(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
