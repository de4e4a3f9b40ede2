using System.Globalization;
using System.Text.RegularExpressions;
using Audit.Statements;

namespace Audit.Classification.Tests.Generation;

/// <summary>A statement, written plainly and twice in other dresses, with what is true of all three.</summary>
/// <param name="Production">Which production made it.</param>
/// <param name="Dialect">Its dialect.</param>
/// <param name="Sql">The statement and its truth.</param>
/// <param name="Texts">The plain text, then the others.</param>
/// <param name="Shape">Equal for statements that must share a fingerprint, different otherwise.</param>
/// <param name="Secrets">What no redacted text may show.</param>
internal sealed record GeneratedStatement(string Production, SqlDialect Dialect, Sql Sql, string[] Texts, string Shape, IReadOnlyList<string> Secrets)
{
    public Effects Truth => Sql.Effects;
}

/// <summary>Makes statements from seeds: the same statement from the same seed.</summary>
internal sealed partial class Generator(Grammar grammar)
{
    private readonly Production[] _productions = [.. grammar.Productions.SelectMany(static production => Enumerable.Repeat(production, production.Weight))];

    public Grammar Grammar => grammar;

    public IEnumerable<GeneratedStatement> Make(int seed, int count)
    {
        for (var i = 0; i < count; i++)
            yield return Make(seed, (uint)i);
    }

    private GeneratedStatement Make(int seed, uint index)
    {
        var random = new Random(unchecked((int)((uint)seed * 2_654_435_761u + index * 40_503u)));
        // Every production has its turn, then chance decides.
        var production = index < grammar.Productions.Count * 8 ? grammar.Productions[(int)index % grammar.Productions.Count] : _productions[random.Next(_productions.Length)];
        var scene = new Scene(grammar, random);
        var sql = production.Make(scene);
        var secrets = new List<string>();
        string[] texts =
        [
            Dressing.Write(sql, grammar, random, DressingKind.Plain, secrets),
            Dressing.Write(sql, grammar, random, DressingKind.Wild, secrets),
            Around(Dressing.Write(sql, grammar, random, DressingKind.Wild, secrets), scene),
        ];
        return new GeneratedStatement(production.Name, grammar.Dialect, sql, texts, Shape(sql, random), secrets);
    }

    private string Shape(Sql sql, Random random) =>
        Semicolons().Replace(ListsOfLiterals().Replace(Dressing.Write(sql, grammar, random, DressingKind.Shape, []), "IN (?)"), "; ").TrimEnd(' ', ';');

    /// <summary>White space, and comments that become tags.</summary>
    private static string Around(string text, Scene scene)
    {
        var tag = scene.Random.Next(1000).ToString(CultureInfo.InvariantCulture);
        return scene.Random.Next(5) switch
        {
            0 => $"-- A tag {tag} of it's own; DELETE FROM x\n\n{text}",
            1 => $"  {text}\n",
            2 => $"{text} /*traceparent='00-{tag}',route='%2Forders'*/",
            3 => $"/* {tag} */\n-- two\n{text}",
            _ => text,
        };
    }

    [GeneratedRegex(@"\bIN \(\?(?:, \?)+\)")]
    private static partial Regex ListsOfLiterals();

    /// <summary>The white space around them makes no difference, and neither does one at the end.</summary>
    [GeneratedRegex(@"\s*;\s*")]
    private static partial Regex Semicolons();
}
