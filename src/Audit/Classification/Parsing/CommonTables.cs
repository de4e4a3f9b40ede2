namespace Audit.Classification.Parsing;

/// <summary>The names that WITH gives to queries, as far as they are visible. Reused; not thread-safe.</summary>
internal sealed class CommonTables(NamePool names)
{
    private const int MaxVisible = 256;

    private readonly List<CommonTable> _tables = [];

    public int Count => _tables.Count;

    public CommonTable this[int index] => _tables[index];

    /// <summary>Adds a name; its index, or -1 when there are too many.</summary>
    public int Add(ReadOnlySpan<char> name)
    {
        if (_tables.Count == MaxVisible)
            return -1;
        _tables.Add(new CommonTable(names.Get(name), null, false));
        return _tables.Count - 1;
    }

    public void Describe(int index, string? table, bool isBounded)
    {
        if (index >= 0 && index < _tables.Count)
            _tables[index] = _tables[index] with { Table = table, IsBounded = isBounded };
    }

    public int Find(ReadOnlySpan<char> name)
    {
        for (var i = _tables.Count - 1; i >= 0; i--)
        {
            if (name.Equals(_tables[i].Name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    public void Truncate(int count) => _tables.RemoveRange(count, _tables.Count - count);

    public void Clear() => _tables.Clear();
}

/// <summary>A name that WITH gave to a query.</summary>
/// <param name="Name">The name, unquoted.</param>
/// <param name="Table">The table beneath it, which a DELETE through it would reach.</param>
/// <param name="IsBounded">Whether the query has a condition.</param>
internal readonly record struct CommonTable(string Name, string? Table, bool IsBounded);
