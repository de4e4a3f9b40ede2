using System.Collections.Immutable;
using Audit.ApiKeys.Storing;

namespace Audit.ApiKeys.Managing;

/// <summary>What is known of an API key: all but the key itself.</summary>
/// <param name="Id">The id, which is recorded wherever the key is used.</param>
/// <param name="Name">A name for people to read.</param>
/// <param name="Owner">The id of the user or program the key acts for.</param>
/// <param name="TenantId">The tenant the owner belongs to.</param>
/// <param name="CreatedAt">When it was created or imported.</param>
/// <param name="ExpiresAt">When it ends; <see langword="null"/>: never.</param>
/// <param name="RevokedAt">When it was revoked; <see langword="null"/>: it was not.</param>
/// <param name="ReplacedBy">The id of the key that took its place.</param>
/// <param name="LastUsedAt">When it was last used, as exactly as <see cref="AuditApiKeyOptions.LastUsedInterval"/>.</param>
/// <param name="IsImported">Whether it was made elsewhere.</param>
public sealed record ApiKeyInfo(
    string Id,
    string Name,
    string Owner,
    string? TenantId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    string? ReplacedBy,
    DateTimeOffset? LastUsedAt,
    bool IsImported)
{
    /// <summary>What it is good for.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    internal static ApiKeyInfo Of(ApiKeyRow row) =>
        new(row.Id, row.Name, row.Owner, row.TenantId, row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.ReplacedBy, row.LastUsedAt, row.IsImported)
        {
            Scopes = [.. row.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        };
}
