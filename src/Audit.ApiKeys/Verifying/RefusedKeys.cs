using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Verifying;

/// <summary>
/// The keys that were refused lately, by their hash: as many as configured and no more, apart from those that were found, so that guessing displaces none of them.
/// Thread-safe.
/// </summary>
internal sealed class RefusedKeys : IDisposable
{
    private readonly MemoryCache? _cache;
    private readonly MemoryCacheEntryOptions _entry;

    public RefusedKeys(IOptions<AuditApiKeyOptions> options, TimeProvider time)
    {
        var lifetime = options.Value.RefusalLifetime;
        var most = options.Value.MaxRefusals;
        if (lifetime > TimeSpan.Zero && most > 0)
            _cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = most, Clock = new Clock(time), ExpirationScanFrequency = lifetime });
        _entry = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = lifetime > TimeSpan.Zero ? lifetime : null };
    }

    public int Count => _cache?.Count ?? 0;

    public ApiKeyVerification? Find(string hash) => _cache is not null && _cache.TryGetValue<Refused>(hash, out var refused) ? refused?.Verification : null;

    public void Add(string hash, ApiKeyVerification refused) => _cache?.Set(hash, new Refused(refused), _entry);

    public void Remove(string hash) => _cache?.Remove(hash);

    public void Dispose() => _cache?.Dispose();

    private sealed record Refused(ApiKeyVerification Verification);

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
