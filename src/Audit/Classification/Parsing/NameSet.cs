using System.Collections.Immutable;

namespace Audit.Classification.Parsing;

/// <summary>Names in order of appearance, each once. A name that is known costs no allocation.</summary>
internal sealed class NameSet
{
    private const int Searched = 16;

    private readonly List<string> _names = [];
    private readonly HashSet<string> _many = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private readonly NamePool _pool;

    public NameSet(NamePool pool)
    {
        _pool = pool;
        _lookup = _many.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _names.Count;

    public string this[int index] => _names[index];

    public string Add(ReadOnlySpan<char> name)
    {
        if (_names.Count <= Searched)
        {
            foreach (var known in _names)
            {
                if (name.SequenceEqual(known))
                    return known;
            }
        }
        else if (_lookup.TryGetValue(name, out var known))
        {
            return known;
        }

        var added = _pool.Get(name);
        Append(added);
        return added;
    }

    public void Add(string name)
    {
        if (_names.Count > Searched ? !_many.Contains(name) : !_names.Contains(name))
            Append(name);
    }

    public ImmutableArray<string> ToImmutable() => _names.Count == 0 ? [] : [.. _names];

    public void Clear()
    {
        _names.Clear();
        _many.Clear();
    }

    private void Append(string name)
    {
        _names.Add(name);
        if (_names.Count == Searched + 1)
            _many.UnionWith(_names);
        else if (_names.Count > Searched)
            _many.Add(name);
    }
}
