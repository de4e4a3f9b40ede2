namespace Audit.Classification.Tests.Generation;

/// <summary>What one statement is made of: no table or alias twice, so that the truth about each is plain.</summary>
internal sealed class Scene(Grammar grammar, Random random)
{
    private static readonly string[] Aliases = ["a", "b", "c1", "d", "e2", "f", "g", "h9", "k", "m", "n", "o", "q", "r", "s", "u", "v", "w", "x", "y", "z"];

    private readonly List<Name> _tables = Shuffle(grammar.Tables, random);
    private readonly List<Name> _newTables = Shuffle(grammar.NewTables, random);
    private readonly List<Name> _columns = Shuffle(grammar.Columns, random);
    private readonly List<Name> _aliases = Shuffle(Array.ConvertAll(Aliases, static alias => new Name(alias)), random);

    public Grammar Grammar => grammar;

    public Random Random => random;

    /// <summary>How deep queries may nest still.</summary>
    public int Depth { get; set; } = 2;

    public Name Table() => Take(_tables);

    public Name NewTable() => Take(_newTables);

    /// <summary>A column that stands nowhere else yet, as long as there are any: no truth hangs on it.</summary>
    public Name Column()
    {
        if (_columns.Count == 0)
            _columns.AddRange(Shuffle(grammar.Columns, random));
        return Take(_columns);
    }

    public Name Alias() => Take(_aliases);

    public bool Chance(int percent) => random.Next(100) < percent;

    public int Count(int least, int most) => random.Next(least, most + 1);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>The text, or nothing.</summary>
    public Sql Maybe(Sql sql, int percent = 50) => Chance(percent) ? sql : Sql.Empty;

    /// <summary>One of several ways, of which only the chosen one is made.</summary>
    public Sql Either(params ReadOnlySpan<Func<Sql>> ways) => ways[random.Next(ways.Length)]();

    /// <summary>Several items with commas between.</summary>
    public Sql List(int least, int most, Func<Sql> item)
    {
        var items = new Sql[Count(least, most)];
        for (var i = 0; i < items.Length; i++)
            items[i] = item();
        return Sql.Join(items);
    }

    private static Name Take(List<Name> from)
    {
        if (from.Count == 0)
            throw new InvalidOperationException("A production uses more names than the grammar has.");
        var taken = from[^1];
        from.RemoveAt(from.Count - 1);
        return taken;
    }

    private static List<Name> Shuffle(IReadOnlyList<Name> names, Random random)
    {
        var shuffled = names.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }
}
