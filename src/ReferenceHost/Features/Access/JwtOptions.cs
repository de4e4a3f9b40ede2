using System.Globalization;
using Audit.AspNetCore.Access;
using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.Access;

/// <summary>Whose signed tokens (JWT) give access to the audit log; section <c>Audit:Access:Jwt</c>. Without an authority or a key nobody's do.</summary>
internal sealed class JwtOptions
{
    public const string SectionName = "Audit:Access:Jwt";

    /// <summary>The address of an OpenID Connect provider, whose keys and name are read from it and read again when they change.</summary>
    public string? Authority { get; set; }

    /// <summary>Instead of an authority: the key that tokens are signed with by HMAC-SHA-256, as base64 of 32 bytes or more. A secret.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Who signs, when there is a <see cref="SigningKey"/>; an authority names itself.</summary>
    public string? Issuer { get; set; }

    /// <summary>For whom tokens must be made out.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that tells the roles. Default: <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim that tells the only tenant that is shown. Default: <c>tenant_id</c>.</summary>
    public string TenantClaim { get; set; } = "tenant_id";

    /// <summary>Whether a token without a tenant is refused, rather than shown all tenants. Default: no.</summary>
    public bool RequireTenant { get; set; }

    /// <summary>The claim that tells a name for people to read. Default: <c>name</c>.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>The provider's roles and what they are here; all others are none. Empty: roles have the names of <see cref="AuditRoles"/>.</summary>
    public Dictionary<string, string> RoleMap { get; } = new(StringComparer.Ordinal);

    /// <summary>How long keys of the provider are used before they are read again, 5 minutes to a day. Default: 15 minutes.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromMinutes(15);

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Authority) || !string.IsNullOrWhiteSpace(SigningKey);

    /// <summary>The roles here that a role of the provider stands for; <see langword="null"/> for none.</summary>
    public string? RoleOf(string role) =>
        RoleMap.Count > 0 ? RoleMap.GetValueOrDefault(role) : AuditRoles.All.Contains(role) ? role : null;
}

/// <summary>Validates <see cref="JwtOptions"/>.</summary>
internal sealed class JwtOptionsValidator : IValidateOptions<JwtOptions>
{
    private const int LeastKeyBytes = 32;

    public ValidateOptionsResult Validate(string? name, JwtOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        if (!options.IsConfigured)
            return failures.Build();

        if (!string.IsNullOrWhiteSpace(options.Authority) && !string.IsNullOrWhiteSpace(options.SigningKey))
            Fail(nameof(options.SigningKey), "is set beside Authority. Allowed: one of them.");
        if (!string.IsNullOrWhiteSpace(options.Authority) && !IsSafe(options.Authority))
            Fail(nameof(options.Authority), $"is '{options.Authority}'. Allowed: an address with https, or with http on this machine.");
        if (!string.IsNullOrWhiteSpace(options.SigningKey) && !IsKey(options.SigningKey))
            Fail(nameof(options.SigningKey), $"must be the base64 of {LeastKeyBytes} bytes or more.");
        if (!string.IsNullOrWhiteSpace(options.SigningKey) && string.IsNullOrWhiteSpace(options.Issuer))
            Fail(nameof(options.Issuer), "is missing: a SigningKey needs one.");
        if (string.IsNullOrWhiteSpace(options.Audience))
            Fail(nameof(options.Audience), "is missing: a token for anything else of the provider would open the audit log.");
        if (options.KeyLifetime < TimeSpan.FromMinutes(5) || options.KeyLifetime > TimeSpan.FromDays(1))
            Fail(nameof(options.KeyLifetime), string.Create(CultureInfo.InvariantCulture, $"is {options.KeyLifetime}. Allowed: 00:05:00 to 1.00:00:00."));
        foreach (var (role, mapped) in options.RoleMap)
        {
            if (!AuditRoles.All.Contains(mapped))
                Fail($"{nameof(options.RoleMap)}:{role}", $"is '{mapped}'. Allowed: {string.Join(", ", AuditRoles.All)}.");
        }

        return failures.Build();

        void Fail(string key, string message) => failures.AddError($"{JwtOptions.SectionName}:{key} {message}");
    }

    private static bool IsSafe(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= LeastKeyBytes;
    }
}
