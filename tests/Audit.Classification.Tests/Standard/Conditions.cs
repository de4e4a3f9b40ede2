using Audit.Classification.Tests.Generation;

namespace Audit.Classification.Tests.Standard;

/// <summary>Conditions of which it is known whether they let every row through.</summary>
internal static class Conditions
{
    private static readonly string[] True =
    [
        "1 = 1", "'a' = 'a'", "1 <> 2", "'x' <> 'y'", "1 < 2", "3 >= 3", "NULL IS NULL", "1 IS NOT NULL", "(1 = 1)", "((2 > 1))", "NOT (1 = 0)", "NOT (1 = 1 AND 1 = 2)",
        "NOT (NOT (1 = 1))", "NOT 1 = 2", "2 * 3 = 6", "1 + 1 = 2", "10 - 5 = 5", "(1 + 2) * 3 = 9", "5 BETWEEN 1 AND 10", "3 IN (1, 2, 3)", "1 NOT IN (2, 3)", "0 NOT BETWEEN 1 AND 2",
        "'b' BETWEEN 'a' AND 'c'", "'x' IN ('x', 'y')", "1 = 1 AND 2 = 2", "1 = 0 OR 1 = 1", "1 = 1 OR 1 = 0", "'abc' LIKE '%'", "'a' LIKE 'a'", "-1 < 0", "1 = 1.0", "4 / 2 = 2",
    ];

    private static readonly string[] False = ["1 = 0", "'a' = 'b'", "NULL IS NOT NULL", "1 > 2", "1 = 1 AND 1 = 0", "NOT (1 = 1)", "5 IN (1, 2)", "5 BETWEEN 1 AND 2", "1 + 1 = 3", "NULL = NULL", "1 <> 1"];

    private static readonly string[] TruthyNumbers = ["1", "42", "NOT 0", "1 AND 1", "0 OR 1", "(1)", "2 - 1", "1.5", "NOT (0)"];

    /// <summary>One that depends on the row, or holds for none.</summary>
    public static Sql Bounded(Scene scene, Name? of = null) => scene.Random.Next(8) switch
    {
        0 => $"{Comparison(scene, of)} AND {Comparison(scene, of)}",
        1 => $"({Comparison(scene, of)} OR {Comparison(scene, of)})",
        2 => Lookalike(scene, of),
        3 when scene.Depth > 0 => WithQuery(scene, of),
        _ => Comparison(scene, of),
    };

    /// <summary>One that holds for every row.</summary>
    public static Sql AlwaysTrue(Scene scene, Name? of = null)
    {
        Sql constant = $"{Constant(scene)}";
        return scene.Random.Next(7) switch
        {
            0 => $"{Comparison(scene, of)} OR {constant}",
            1 => $"{constant} OR {Comparison(scene, of)}",
            2 => $"({Comparison(scene, of)} OR {constant}) AND ({Constant(scene)})",
            3 => $"{Comparison(scene, of)} OR {Comparison(scene, of)} OR {constant}",
            _ => constant,
        };
    }

    private static string Constant(Scene scene)
    {
        var kind = scene.Random.Next(4);
        if (kind == 0 && scene.Grammar.HasBooleans)
            return scene.Pick("TRUE", "NOT FALSE", "NOT (FALSE)", "TRUE AND TRUE", "FALSE OR TRUE", "TRUE = TRUE");
        if (kind == 1 && scene.Grammar.HasTruthyNumbers)
            return scene.Pick<string>(TruthyNumbers);
        return scene.Pick<string>(True);
    }

    /// <summary>What looks always true to a hasty reader.</summary>
    private static Sql Lookalike(Scene scene, Name? of) => scene.Random.Next(9) switch
    {
        0 => $"1 = 1 AND {Comparison(scene, of)}",
        1 => $"{Comparison(scene, of)} AND 1 = 1",
        2 => $"{scene.Pick<string>(False)}",
        3 => $"{Column(scene, of)} = '1=1'",
        4 => $"{Column(scene, of)} = ' OR 1=1 --'",
        5 => $"({scene.Pick<string>(True)}) AND ({Comparison(scene, of)})",
        6 => $"{Comparison(scene, of)} OR {scene.Pick<string>(False)}",
        7 => $"NOT ({Comparison(scene, of)} OR 1 = 1)",
        _ => $"NOT ({Column(scene, of)} = ?)",
    };

    /// <summary>A comparison of a column with a value.</summary>
    public static Sql Comparison(Scene scene, Name? of = null) => scene.Random.Next(12) switch
    {
        0 => $"{Column(scene, of)} IN ({new Repeated($"?", 6)})",
        1 => $"{Column(scene, of)} IN ({new Repeated($"{new Parameter()}", 5)})",
        2 => $"{Column(scene, of)} LIKE ?s",
        3 => $"{Column(scene, of)} BETWEEN ? AND ?",
        4 => $"{Column(scene, of)} IS NOT NULL",
        5 => $"{Column(scene, of)} = {new Parameter()}",
        6 => $"lower({Column(scene, of)}) = ?s",
        7 => $"{Column(scene, of)} NOT IN ({new Repeated($"?", 4)})",
        8 => $"{Column(scene, of)} + 1 {scene.Pick(">", "<=", "<>")} ?n",
        9 => $"CASE WHEN {Column(scene, of)} = ? THEN 1 ELSE 0 END = 1",
        _ => $"{Column(scene, of)} {scene.Pick("=", "<>", "<", ">=")} ?",
    };

    private static Sql WithQuery(Scene scene, Name? of) => scene.Random.Next(3) switch
    {
        0 => $"EXISTS (SELECT 1 FROM {scene.Table():r} WHERE {Comparison(scene)})",
        1 => $"{Column(scene, of)} = (SELECT max({scene.Column()}) FROM {scene.Table():r})",
        _ => $"{Column(scene, of)} {scene.Pick("IN", "NOT IN")} ({Queries.OneColumn(scene)})",
    };

    private static Name Column(Scene scene, Name? of) => of is null ? scene.Column() : scene.Column().Under(of);
}
