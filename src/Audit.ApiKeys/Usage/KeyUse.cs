using System.Collections.Concurrent;

namespace Audit.ApiKeys.Usage;

/// <summary>Which keys were used since it was last written down. Thread-safe; a key that is in use all the time costs a look-up.</summary>
internal sealed class KeyUse
{
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    public void Note(string id)
    {
        if (!_used.ContainsKey(id))
            _used.TryAdd(id, true);
    }

    /// <summary>Takes all of them.</summary>
    public List<string> Take()
    {
        var taken = new List<string>();
        foreach (var (id, _) in _used)
        {
            if (_used.TryRemove(id, out _))
                taken.Add(id);
        }

        return taken;
    }
}
