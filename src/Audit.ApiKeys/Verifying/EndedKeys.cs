using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Verifying;

/// <summary>
/// The keys whose end this process heard of, for as long as any cache may still believe in them: a look-up that was under way when a key was revoked writes it into
/// the caches afterwards. Thread-safe.
/// </summary>
internal sealed class EndedKeys(IOptions<AuditApiKeyOptions> options, TimeProvider time)
{
    /// <summary>A look-up under way takes no longer.</summary>
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Ended> _keys = new(StringComparer.Ordinal);
    private readonly TimeSpan _keepFor = options.Value.Lifetime + LongestLookUp;

    public int Count => _keys.Count;

    /// <summary>Notes that a key ends at a time.</summary>
    public void Add(string id, DateTimeOffset endsAt)
    {
        var now = time.GetUtcNow();
        _keys.AddOrUpdate(
            id,
            static (_, added) => added,
            static (_, known, added) => known.EndsAt <= added.EndsAt ? known with { HeardAt = added.HeardAt } : added,
            new Ended(endsAt, now));
    }

    public bool HasEnded(string id, DateTimeOffset now) => !_keys.IsEmpty && _keys.TryGetValue(id, out var ended) && ended.EndsAt <= now;

    public void Forget()
    {
        var before = time.GetUtcNow() - _keepFor;
        foreach (var (id, ended) in _keys)
        {
            if (ended.HeardAt < before)
                _keys.TryRemove(new(id, ended));
        }
    }

    private sealed record Ended(DateTimeOffset EndsAt, DateTimeOffset HeardAt);
}
