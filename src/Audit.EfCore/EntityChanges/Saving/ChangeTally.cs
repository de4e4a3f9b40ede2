using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>Counts changes by type and state, and keeps the first keys.</summary>
internal sealed class ChangeTally(int maxKeys)
{
    private const int MaxTypes = 256;
    private const string OtherTypes = "others";

    private readonly Dictionary<string, int>[] _counts = [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly List<string> _keys = [];

    /// <summary>How many were counted.</summary>
    public int Count { get; private set; }

    public bool HasRoomForKeys => _keys.Count < maxKeys;

    /// <summary>The first keys, for example <c>Product 1, Product 2</c>.</summary>
    public string Keys => string.Join(", ", _keys);

    public void Add(string type, EntityState state, int count = 1)
    {
        Count += count;
        var counts = _counts[state - EntityState.Deleted];
        var name = counts.Count < MaxTypes || counts.ContainsKey(type) ? type : OtherTypes;
        counts[name] = counts.GetValueOrDefault(name) + count;
    }

    public void AddKey(string type, string key)
    {
        if (HasRoomForKeys)
            _keys.Add($"{type} {key}");
    }

    /// <summary>Adds what another counted.</summary>
    public void Add(ChangeTally other)
    {
        for (var state = EntityState.Deleted; state <= EntityState.Added; state++)
        {
            foreach (var (type, count) in other._counts[state - EntityState.Deleted])
                Add(type, state, count);
        }

        foreach (var key in other._keys)
        {
            if (HasRoomForKeys)
                _keys.Add(key);
        }
    }

    /// <summary>The counts of a state, for example <c>Order 1, Product 3</c>; <see langword="null"/> when there are none.</summary>
    public string? Of(EntityState state)
    {
        var counts = _counts[state - EntityState.Deleted];
        if (counts.Count == 0)
            return null;
        var text = new StringBuilder();
        foreach (var (type, count) in counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ", ")}{type} {count}");
        return text.ToString();
    }
}
