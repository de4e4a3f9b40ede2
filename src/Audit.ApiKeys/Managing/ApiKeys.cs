using System.Collections.Immutable;
using System.Globalization;
using Audit.ApiKeys.Keys;
using Audit.ApiKeys.Storing;
using Audit.ApiKeys.Verifying;
using Audit.Events;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Managing;

/// <summary>Keeps keys in the database, and tells all instances when one ends.</summary>
internal sealed class ApiKeys(
    IApiKeyTable table, ApiKeyFormat format, RefusedKeys refused, KeyNews news, KeyEvents events, IOptions<AuditApiKeyOptions> options, TimeProvider time) : IApiKeys
{
    private static readonly AuditAttribute NotFound = new("reason", "unknown, or ended before");

    public async Task<IssuedApiKey> CreateAsync(NewApiKey key, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        KeyRules.Check(key, now);
        var (text, row) = Make(key, now);
        await events.RunAsync(KeyEvents.Created, KeyEvents.Describe(row), () => AddAsync(row, cancellationToken)).ConfigureAwait(false);
        await events.RecordAsync(KeyEvents.Created, KeyEvents.Describe(row)).ConfigureAwait(false);
        return new IssuedApiKey(text, ApiKeyInfo.Of(row));
    }

    public async Task<bool> ImportAsync(ImportedApiKey key, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        KeyRules.Check(key, now);
        var hash = KeyRules.CheckImported(key);
        if (!options.Value.AllowImported)
            throw new InvalidOperationException($"{AuditApiKeyOptions.SectionName}:{nameof(options.Value.AllowImported)} is false: keys that were made elsewhere are not accepted.");

        var row = RowOf(key.Id, hash, key, now, isImported: true);
        if (!await events.RunAsync(KeyEvents.Imported, KeyEvents.Describe(row), () => table.TryAddAsync(row, cancellationToken)).ConfigureAwait(false))
            return false;
        refused.Remove(Convert.ToHexStringLower(hash));
        await events.RecordAsync(KeyEvents.Imported, KeyEvents.Describe(row)).ConfigureAwait(false);
        return true;
    }

    public async Task<IReadOnlyList<ApiKeyInfo>> ListAsync(string? owner = null, CancellationToken cancellationToken = default)
    {
        ImmutableArray<AuditAttribute> asked = owner is null ? [] : [new("target.owner", owner)];
        var rows = await events.RunAsync(KeyEvents.Listed, asked, () => table.ListAsync(owner, cancellationToken)).ConfigureAwait(false);
        await events.RecordAsync(KeyEvents.Listed, asked.Add(new("count", rows.Count.ToString(CultureInfo.InvariantCulture)))).ConfigureAwait(false);
        return rows.ConvertAll(ApiKeyInfo.Of);
    }

    public async Task<bool> RevokeAsync(string id, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        var now = time.GetUtcNow();
        ImmutableArray<AuditAttribute> target = [new("target.id", id)];
        var row = await events.RunAsync(KeyEvents.Revoked, target, () => table.ChangeAsync(id, Revoke, cancellationToken)).ConfigureAwait(false);
        if (row is null)
        {
            await events.RecordAsync(KeyEvents.Revoked, target.Add(NotFound), Outcome.Failed).ConfigureAwait(false);
            return false;
        }

        // Over, whatever the clocks of other instances say.
        await EndAsync(row, DateTimeOffset.UnixEpoch).ConfigureAwait(false);
        var described = KeyEvents.Describe(row);
        await events.RecordAsync(KeyEvents.Revoked, string.IsNullOrEmpty(reason) ? described : described.Add(new("reason", reason))).ConfigureAwait(false);
        return true;

        bool Revoke(ApiKeyRow key, out ApiKeyRow? added)
        {
            added = null;
            if (key.RevokedAt is not null)
                return false;
            key.RevokedAt = now;
            return true;
        }
    }

    public async Task<IssuedApiKey?> RotateAsync(string id, TimeSpan overlap, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, TimeSpan.Zero);
        var now = time.GetUtcNow();
        ImmutableArray<AuditAttribute> target = [new("target.id", id)];
        (string Text, ApiKeyRow Row)? made = null;
        var row = await events.RunAsync(KeyEvents.Rotated, target, () => table.ChangeAsync(id, Replace, cancellationToken)).ConfigureAwait(false);
        if (row is null || made is not { } successor)
        {
            await events.RecordAsync(KeyEvents.Rotated, target.Add(NotFound), Outcome.Failed).ConfigureAwait(false);
            return null;
        }

        await EndAsync(row, row.ExpiresAt ?? now).ConfigureAwait(false);
        await events.RecordAsync(KeyEvents.Rotated, KeyEvents.Describe(row).Add(new("successor.id", successor.Row.Id))).ConfigureAwait(false);
        return new IssuedApiKey(successor.Text, ApiKeyInfo.Of(successor.Row));

        bool Replace(ApiKeyRow key, out ApiKeyRow? added)
        {
            added = null;
            if (key.RevokedAt is not null || key.ReplacedBy is not null || key.ExpiresAt <= now)
                return false;
            var copy = new NewApiKey(key.Name, key.Owner, key.TenantId) { Scopes = [.. key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)], ExpiresAt = key.ExpiresAt };
            made = Make(copy, now);
            added = made.Value.Row;
            key.ReplacedBy = added.Id;
            var end = DateTimeOffset.MaxValue - now < overlap ? DateTimeOffset.MaxValue : now + overlap;
            if (key.ExpiresAt is null || key.ExpiresAt > end)
                key.ExpiresAt = end;
            return true;
        }
    }

    private ValueTask EndAsync(ApiKeyRow row, DateTimeOffset endsAt) => news.EndAsync(row.Id, Convert.ToHexStringLower(row.Hash), endsAt);

    private async Task<bool> AddAsync(ApiKeyRow row, CancellationToken cancellationToken) =>
        await table.TryAddAsync(row, cancellationToken).ConfigureAwait(false) ? true : throw new InvalidOperationException("The random id of a new key is taken. Try again.");

    private (string Text, ApiKeyRow Row) Make(NewApiKey key, DateTimeOffset now)
    {
        var id = ApiKeyFormat.CreateId();
        var text = format.Create(id);
        return (text, RowOf(id, KeyHash.Of(text), key, now, isImported: false));
    }

    private static ApiKeyRow RowOf(string id, byte[] hash, NewApiKey key, DateTimeOffset now, bool isImported) => new()
    {
        Id = id,
        Hash = hash,
        Name = key.Name,
        Owner = key.Owner,
        TenantId = key.TenantId,
        Scopes = KeyRules.Scopes(key.Scopes),
        CreatedAt = now,
        ExpiresAt = key.ExpiresAt,
        IsImported = isImported,
    };
}
