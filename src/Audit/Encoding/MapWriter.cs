namespace Audit.Encoding;

/// <summary>
/// Gathers the pairs of a map and writes them with unique keys (of equal keys the last counts) in the order of the keys' UTF-8 bytes:
/// the one form that a store gives back byte for byte.
/// </summary>
internal sealed class MapWriter
{
    private readonly RowWriter _keys = new(512);
    private readonly Comparison<Pair> _byKeyThenOrder;
    private Pair[] _pairs = new Pair[16];
    private int _count;

    public MapWriter() => _byKeyThenOrder = (left, right) =>
    {
        var order = CompareKeys(left, right);
        return order != 0 ? order : left.KeyStart.CompareTo(right.KeyStart);
    };

    public void Add(string column, string? key, string? value)
    {
        if (_count == _pairs.Length)
            Array.Resize(ref _pairs, _count * 2);

        var start = _keys.Length;
        _keys.Text(column, key);
        _pairs[_count++] = new Pair(start, TextStart(start), _keys.Length, value);
    }

    /// <summary>Writes what was added, and forgets it.</summary>
    public void WriteTo(RowWriter row, string column)
    {
        var pairs = _pairs.AsSpan(0, _count);
        if (!IsStrictlyAscending(pairs))
            pairs = SortedUnique(pairs);

        row.Leb128(pairs.Length);
        foreach (ref readonly var pair in pairs)
        {
            row.Raw(_keys.Written[pair.KeyStart..pair.KeyEnd]);
            row.Text(column, pair.Value);
        }

        if (_keys.ColumnsWithLoneSurrogates.Count > 0)
            row.FlagLoneSurrogate(column);
        Clear();
    }

    /// <summary>Forgets what was added, also when an event could not be encoded.</summary>
    public void Clear()
    {
        _pairs.AsSpan(0, _count).Clear();
        _count = 0;
        _keys.Truncate(0);
        _keys.ClearFlags();
    }

    private Span<Pair> SortedUnique(Span<Pair> pairs)
    {
        pairs.Sort(_byKeyThenOrder);
        var unique = 0;
        for (var i = 0; i < pairs.Length; i++)
        {
            if (i + 1 == pairs.Length || CompareKeys(pairs[i], pairs[i + 1]) != 0)
                pairs[unique++] = pairs[i];
        }

        return pairs[..unique];
    }

    private bool IsStrictlyAscending(ReadOnlySpan<Pair> pairs)
    {
        for (var i = 1; i < pairs.Length; i++)
        {
            if (CompareKeys(pairs[i - 1], pairs[i]) >= 0)
                return false;
        }

        return true;
    }

    private int CompareKeys(in Pair left, in Pair right)
    {
        var keys = _keys.Written;
        return keys[left.TextStart..left.KeyEnd].SequenceCompareTo(keys[right.TextStart..right.KeyEnd]);
    }

    /// <summary>Skips the length that stands before a key.</summary>
    private int TextStart(int start)
    {
        var keys = _keys.Written;
        while (keys[start] >= 0x80)
            start++;
        return start + 1;
    }

    private readonly record struct Pair(int KeyStart, int TextStart, int KeyEnd, string? Value);
}
