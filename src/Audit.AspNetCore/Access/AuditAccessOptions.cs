using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Audit.AspNetCore.Access;

/// <summary>Who may read the audit log; section <c>Audit:Access</c>. Changes take effect without a restart.</summary>
public sealed class AuditAccessOptions
{
    private const string NoConverter = "The generated validator compares times without a type converter.";

    /// <summary>The configuration section.</summary>
    public const string SectionName = "Audit:Access";

    /// <summary>The tokens; none: only sign-in links give access.</summary>
    public IList<AuditAccessToken> Tokens { get; } = [];

    /// <summary>How many wrong tokens and sign-in links an address may send before it has to wait, 1 to 1,000. Default: 20.</summary>
    [Range(1, 1_000)]
    public int MaxFailures { get; set; } = 20;

    /// <summary>After how long an address that has to wait gets one more attempt, one second to one hour. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = NoConverter)]
    public TimeSpan FailureInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a one-time sign-in link can be used, one minute to one day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = NoConverter)]
    public TimeSpan SignInLinkLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the cookie of a sign-in link lasts, five minutes to thirty days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = NoConverter)]
    public TimeSpan CookieLifetime { get; set; } = TimeSpan.FromHours(12);
}

/// <summary>A token that gives access to the audit log.</summary>
public sealed class AuditAccessToken
{
    /// <summary>Whose token it is; also the user's name at the SQL endpoint. Tokens of one name must have the same roles and tenant. 1 to 64 letters, digits or <c>. _ - @</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The SHA-256 of the token's UTF-8 bytes, as 64 hexadecimal digits. The token itself is stored nowhere.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What the token is good for; at least one of <see cref="AuditRoles"/>.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>When the token begins to be good; <see langword="null"/>: at once.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>When the token ceases to be good; <see langword="null"/>: never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The only tenant whose events the token shows, at most 256 characters; <see langword="null"/>: those of all.</summary>
    public string? Tenant { get; set; }
}
