using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Verifying;

/// <summary>
/// The keys that were found: in this process, and behind that in the cache that instances share, if there is one. Only keys that exist get in, under their hash, so
/// that nobody fills it by guessing.
/// </summary>
internal sealed class KeyCache([FromKeyedServices(KeyCache.ServiceKey)] HybridCache cache, IOptions<AuditApiKeyOptions> options)
{
    public const string ServiceKey = "Audit.ApiKeys";

    private const string KeyPrefix = "api-key:";

    private static readonly HybridCacheEntryOptions Reading = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    // What is found is written by itself: what is not found must leave nothing.
    private static readonly HybridCacheEntryOptions Finding = new()
    {
        Flags = HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCache,
    };

    private static readonly HybridCacheEntryOptions FindingAnew = new()
    {
        Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache,
    };

    private readonly HybridCacheEntryOptions _writing = new() { Expiration = options.Value.Lifetime, LocalCacheExpiration = options.Value.Lifetime };

    public ValueTask<KnownKey?> GetAsync(string hash, CancellationToken cancellationToken) =>
        cache.GetOrCreateAsync(KeyPrefix + hash, static _ => new ValueTask<KnownKey?>((KnownKey?)null), Reading, cancellationToken: cancellationToken);

    /// <summary>Finds a key once, however many ask for it at the same time.</summary>
    /// <param name="hash">The key's hash.</param>
    /// <param name="isOutdated">What the caches know is out of date.</param>
    /// <param name="find">Asks the database.</param>
    /// <param name="cancellationToken">Ends the wait; others may still wait for the same.</param>
    public ValueTask<KnownKey?> FindAsync(string hash, bool isOutdated, Func<CancellationToken, ValueTask<KnownKey?>> find, CancellationToken cancellationToken) =>
        cache.GetOrCreateAsync(
            KeyPrefix + hash,
            async token =>
            {
                var found = await find(token).ConfigureAwait(false);
                if (found is not null)
                    await cache.SetAsync(KeyPrefix + hash, found, _writing, cancellationToken: token).ConfigureAwait(false);
                return found;
            },
            isOutdated ? FindingAnew : Finding,
            cancellationToken: cancellationToken);

    public ValueTask RemoveAsync(string hash, CancellationToken cancellationToken) => cache.RemoveAsync(KeyPrefix + hash, cancellationToken);
}
