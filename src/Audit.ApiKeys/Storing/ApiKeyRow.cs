using Audit.EntityChanges;
using Audit.Redaction;

namespace Audit.ApiKeys.Storing;

/// <summary>A key as the database has it.</summary>
internal sealed class ApiKeyRow
{
    public const int MaxIdLength = 64;
    public const int MaxTextLength = 200;
    public const int MaxScopesLength = 2000;

    public required string Id { get; init; }

    [AuditSecret]
    public required byte[] Hash { get; init; }

    public required string Name { get; init; }

    public required string Owner { get; init; }

    public string? TenantId { get; init; }

    /// <summary>Parted by spaces.</summary>
    public required string Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The id of the key that took its place.</summary>
    public string? ReplacedBy { get; set; }

    [NotAudited]
    public DateTimeOffset? LastUsedAt { get; set; }

    public bool IsImported { get; init; }
}
