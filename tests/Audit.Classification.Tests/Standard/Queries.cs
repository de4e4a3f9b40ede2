using Audit.Classification.Tests.Generation;

namespace Audit.Classification.Tests.Standard;

/// <summary>Queries that every dialect understands.</summary>
internal static class Queries
{
    public static IReadOnlyList<Production> Productions { get; } =
    [
        new("select", static scene => Select(scene).Does("SELECT"), 20),
        new("select nested", static scene =>
        {
            scene.Depth = 4;
            return Select(scene).Does("SELECT");
        }),
        new("select with", static scene => With(scene).Does("SELECT"), 8),
    ];

    /// <summary>A query; it tells what it reads, and no verb.</summary>
    public static Sql Select(Scene scene) => scene.Random.Next(9) switch
    {
        0 => Join(scene),
        1 => CommaJoin(scene),
        2 when scene.Depth > 0 => Derived(scene),
        3 when scene.Depth > 0 => Scalar(scene),
        4 => Grouped(scene),
        5 => Union(scene),
        6 => $"SELECT ?, ?{scene.Grammar.FromNothing}",
        7 => $"SELECT DISTINCT * FROM {scene.Table():r} WHERE {Conditions.AlwaysTrue(scene)}",
        _ => Simple(scene),
    };

    /// <summary>A query of one column, for IN and for sources of rows.</summary>
    public static Sql OneColumn(Scene scene)
    {
        scene.Depth--;
        Sql query = $"SELECT {scene.Column()} FROM {scene.Table():r}{(scene.Chance(30) ? Sql.Empty : $" WHERE {Conditions.Bounded(scene)}")}";
        scene.Depth++;
        return query;
    }

    /// <summary>Common tables, which are no tables.</summary>
    public static Sql With(Scene scene)
    {
        var (first, second, alias) = (scene.Alias(), scene.Alias(), scene.Alias());
        var column = scene.Column();
        var grammar = scene.Grammar;
        return scene.Random.Next(4) switch
        {
            0 => $"WITH {first} AS (SELECT {column} FROM {scene.Table():r} WHERE {Conditions.Bounded(scene)}) SELECT {column} FROM {first}",
            1 => $"WITH {first} AS (SELECT {column} FROM {scene.Table():r}), {second} AS (SELECT {column} FROM {first} WHERE {column} = ?) SELECT * FROM {second}, {first}",
            2 => $"WITH {first} (id) AS ({OneColumn(scene)}) SELECT {alias}.id FROM {first}{grammar.As}{alias} INNER JOIN {scene.Table():r}{grammar.As}{second} ON {second}.{column} = {alias}.id",
            _ => $"WITH {grammar.Recursive}{first} (x1) AS (SELECT {column} FROM {scene.Table():r} UNION ALL SELECT x1 + 1 FROM {first} WHERE x1 < ?n) SELECT x1 FROM {first}",
        };
    }

    private static Sql Simple(Scene scene) =>
        $"SELECT {scene.Column()}, {scene.Column()} FROM {scene.Table():r} WHERE {Conditions.Bounded(scene)}{scene.Maybe($" ORDER BY {scene.Column()} DESC", 30)}{scene.Grammar.Limit(scene)}";

    private static Sql Join(Scene scene)
    {
        var (left, right, third) = (scene.Alias(), scene.Alias(), scene.Alias());
        var (key, other) = (scene.Column(), scene.Column());
        var grammar = scene.Grammar;
        return $"SELECT {left}.{key}, {right}.{other} FROM {scene.Table():r}{grammar.As}{left} {scene.Pick("JOIN", "INNER JOIN", "LEFT JOIN", "LEFT OUTER JOIN")} {scene.Table():r}{grammar.As}{right} ON {left}.{key} = {right}.{key}{scene.Maybe($" CROSS JOIN {scene.Table():r} {third}")} WHERE {Conditions.Bounded(scene, left)}";
    }

    private static Sql CommaJoin(Scene scene)
    {
        var (left, right) = (scene.Alias(), scene.Alias());
        return $"SELECT {left}.* FROM {scene.Table():r} {left}, {scene.Table():r} {right} WHERE {left}.{scene.Column()} = {right}.{scene.Column()}";
    }

    private static Sql Derived(Scene scene)
    {
        var alias = scene.Alias();
        var column = scene.Column();
        scene.Depth--;
        Sql query = $"SELECT {alias}.{column} FROM (SELECT {column} FROM {scene.Table():r} WHERE {Conditions.Bounded(scene)}){scene.Grammar.As}{alias}";
        scene.Depth++;
        return query;
    }

    private static Sql Scalar(Scene scene) =>
        $"SELECT (SELECT count(*) FROM {scene.Table():r}), CASE WHEN {Conditions.Comparison(scene)} THEN ?n ELSE (SELECT max({scene.Column()}) FROM {scene.Table():r}) END FROM {scene.Table():r}";

    private static Sql Grouped(Scene scene)
    {
        var column = scene.Column();
        return $"SELECT {column}, count(*), sum({scene.Column()}) FROM {scene.Table():r} WHERE {Conditions.Bounded(scene)} GROUP BY {column} HAVING count(*) > ?n ORDER BY {column}";
    }

    private static Sql Union(Scene scene) =>
        $"SELECT {scene.Column()} FROM {scene.Table():r} {scene.Pick("UNION", "UNION ALL")} SELECT {scene.Column()} FROM {scene.Table():r} WHERE {Conditions.Bounded(scene)}";
}
