using Audit.ApiKeys.Diagnostics;
using Audit.ApiKeys.Keys;
using Audit.ApiKeys.Storing;
using Audit.ApiKeys.Usage;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Verifying;

/// <summary>Verifies keys: by their look, by what was refused lately, by the caches, and by the database.</summary>
internal sealed class ApiKeyVerifier(
    ApiKeyFormat format,
    RefusedKeys refused,
    KeyCache cache,
    EndedKeys ended,
    KeyNews news,
    IApiKeyTable table,
    KeyUse use,
    ApiKeyInstruments instruments,
    IOptions<AuditApiKeyOptions> options,
    TimeProvider time) : IApiKeyVerifier
{
    private static readonly ApiKeyVerification Malformed = new(null, ApiKeyRefusal.Malformed, null);
    private static readonly ApiKeyVerification Unknown = new(null, ApiKeyRefusal.Unknown, null);

    private readonly TimeSpan _lifetime = options.Value.Lifetime;
    private readonly TimeSpan _unheardLifetime = options.Value.UnheardLifetime;

    public async ValueTask<ApiKeyVerification> VerifyAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var verification = format.MayBe(key) ? await VerifyAsync(KeyHash.Of(key), cancellationToken).ConfigureAwait(false) : Malformed;
        instruments.Verified(verification.Refusal);
        if (verification.Key is { } accepted)
            use.Note(accepted.Id);
        return verification;
    }

    private async ValueTask<ApiKeyVerification> VerifyAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var name = Convert.ToHexStringLower(hash);
        if (refused.Find(name) is { } before)
            return before;

        var known = await cache.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (known is null || !known.Is(hash) || !IsFresh(known))
        {
            var found = await FindAsync(hash, name, known is not null, cancellationToken).ConfigureAwait(false);
            if (found.Known is null)
                return found.Refused;
            known = found.Known;
        }

        var now = time.GetUtcNow();
        if (ended.HasEnded(known.Id, now))
            return new ApiKeyVerification(null, ApiKeyRefusal.Revoked, known.Id);
        return known.ExpiresAt <= now ? new ApiKeyVerification(null, ApiKeyRefusal.Expired, known.Id) : known.Accepted;
    }

    /// <summary>What was loaded before this process heard of every revocation may miss one.</summary>
    private bool IsFresh(KnownKey known)
    {
        var age = time.GetUtcNow() - known.LoadedAt;
        return age < (news.HeardSince <= known.LoadedAt ? _lifetime : _unheardLifetime);
    }

    private async ValueTask<(KnownKey? Known, ApiKeyVerification Refused)> FindAsync(byte[] hash, string name, bool isOutdated, CancellationToken cancellationToken)
    {
        var known = await cache.FindAsync(
            name,
            isOutdated,
            async token =>
            {
                // Before the database is asked: what is revoked after that is missing in its answer.
                var loadedAt = time.GetUtcNow();
                var row = await LoadAsync(hash, token).ConfigureAwait(false);
                if (row is not null && row.RevokedAt is null)
                    return KnownKey.Of(row, loadedAt);
                refused.Add(name, row is null ? Unknown : new ApiKeyVerification(null, ApiKeyRefusal.Revoked, row.Id));
                return null;
            },
            cancellationToken).ConfigureAwait(false);
        return (known, refused.Find(name) ?? Unknown);
    }

    private async Task<ApiKeyRow?> LoadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        instruments.LookedUp();
        var row = await table.FindAsync(hash, cancellationToken).ConfigureAwait(false);
        return row is not null && KeyHash.AreEqual(row.Hash, hash) ? row : null;
    }
}
