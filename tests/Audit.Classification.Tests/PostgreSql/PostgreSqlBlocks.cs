using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;

namespace Audit.Classification.Tests.PostgreSql;

/// <summary>Statements that hide in others: blocks, common tables, EXPLAIN, PREPARE.</summary>
internal static class PostgreSqlBlocks
{
    public static IReadOnlyList<Production> All { get; } =
    [
        new("do", static scene => Do(scene), 16),
        new("explain analyze", static scene => ExplainAnalyze(scene), 8),
        new("explain", static scene => Sql.Of($"EXPLAIN {scene.Pick("", "VERBOSE ", "(FORMAT json) ", "(VERBOSE, COSTS off) ", "(ANALYZE false) ", "(ANALYZE off, BUFFERS) ")}{Inner(scene).Inert()}").Does("EXPLAIN"), 6),
        new("with deletes", static scene => WithChange(scene), 16),
        new("prepare", static scene => Sql.Of($"PREPARE {scene.Alias()}{scene.Pick("", " (int)", "(text, int)")} AS {Inner(scene).Via("prepared")}").Does("PREPARE"), 6),
        new("batch", static scene => Batches.Make(scene, PostgreSqlProductions.Changing, PostgreSqlSchema.Defining, PostgreSqlSchema.Managing), 20),
        new("batch with block", static scene => Batches.Of([Changes.Any(scene), Do(scene), Changes.Any(scene)], scene), 4),
    ];

    private static Sql Inner(Scene scene) => scene.Chance(70) ? Changes.Any(scene) : Queries.Select(scene).Does("SELECT");

    private static Sql ExplainAnalyze(Scene scene)
    {
        var inner = scene.Chance(20) ? WithChange(scene) : Inner(scene);
        inner.Via("explain_analyze");
        var options = scene.Pick("ANALYZE ", "ANALYZE VERBOSE ", "(ANALYZE) ", "(ANALYZE, BUFFERS) ", "(FORMAT json, ANALYZE true) ", "(COSTS off, ANALYZE on) ", "(ANALYSE) ");
        return Sql.Of($"EXPLAIN {options}{inner}").Does("EXPLAIN");
    }

    private static Sql WithChange(Scene scene)
    {
        var (first, second) = (scene.Alias(), scene.Alias());
        Sql change = $"{Changes.Any(scene)} RETURNING {scene.Pick("*", "id")}";
        change.Via("cte");
        return scene.Random.Next(6) switch
        {
            0 => Sql.Of($"WITH {first} AS ({change}) SELECT * FROM {first}").Does("SELECT"),
            1 => Sql.Of($"WITH {first} AS ({change}) SELECT count(*) FROM {first} JOIN {scene.Table():r} AS {second} ON {second}.id = {first}.id").Does("SELECT"),
            2 => Sql.Of($"WITH {first} AS ({change}) INSERT INTO {scene.Table():w} SELECT * FROM {first}").Does("INSERT"),
            3 => Sql.Of($"WITH {second} AS (SELECT {scene.Column()} FROM {scene.Table():r}), {first} AS ({change}) UPDATE {scene.Table():w} SET {scene.Column()} = ? WHERE id IN (SELECT id FROM {first})").Does("UPDATE"),
            4 => Sql.Of($"WITH {first} AS MATERIALIZED ({change}), {second} (x1) AS (VALUES (?), (?)) DELETE FROM {scene.Table():w} USING {second} WHERE id = x1").Does("DELETE"),
            _ => Sql.Of($"WITH {first} AS ({change}) TABLE {first}").Does("SELECT"),
        };
    }

    private static Sql Do(Scene scene)
    {
        Sql block = scene.Random.Next(3) switch
        {
            0 => $"BEGIN {Statements(scene)} END",
            1 => $"DECLARE n int := 5; r record; BEGIN {Statements(scene)} END;",
            _ => $"<<outer>> DECLARE n int; BEGIN {Statements(scene)} EXCEPTION WHEN OTHERS THEN {Statement(scene)}; END;",
        };
        block.Via("block");
        return Sql.Of($"DO {scene.Pick("", "LANGUAGE plpgsql ")}{block.Quoted()}").Does("DO");
    }

    private static Sql Statements(Scene scene)
    {
        var all = Sql.Empty;
        for (var left = scene.Count(1, 3); left > 0; left--)
            all.AppendFormatted(Sql.Of($"{Statement(scene)}; "));
        return all;
    }

    private static Sql Statement(Scene scene)
    {
        scene.Depth--;
        var statement = scene.Depth < 0 ? Simple(scene) : scene.Random.Next(12) switch
        {
            0 => $"IF {Condition(scene)} THEN {Statement(scene)}; END IF",
            1 => $"IF n > ?n THEN {Statement(scene)}; ELSIF {Condition(scene)} THEN {Statement(scene)}; ELSE {Simple(scene)}; END IF",
            2 => Sql.Of($"FOR r IN SELECT {scene.Column()} FROM {scene.Table():r} LOOP {Statement(scene)}; END LOOP").Does("SELECT"),
            3 => $"FOR i IN 1..10 LOOP {Statement(scene)}; END LOOP",
            4 => $"WHILE n < ?n LOOP {Statement(scene)}; n := n + 1; END LOOP",
            5 => $"BEGIN {Statement(scene)}; EXCEPTION WHEN unique_violation THEN RAISE NOTICE ?s, n; END",
            6 => $"CASE n WHEN 1 THEN {Simple(scene)}; ELSE {Simple(scene)}; END CASE",
            7 => Execute(scene),
            _ => Simple(scene),
        };
        scene.Depth++;
        return statement;
    }

    private static Sql Condition(Scene scene) => scene.Chance(50)
        ? Sql.Of($"EXISTS (SELECT 1 FROM {scene.Table():r} WHERE {scene.Column()} = ?)")
        : $"n IS NOT NULL AND n <> ?n";

    private static Sql Simple(Scene scene) => scene.Random.Next(9) switch
    {
        0 => Sql.Of($"PERFORM {scene.Column()} FROM {scene.Table():r} WHERE {scene.Column()} = ?").Does("SELECT"),
        1 => $"n := (SELECT count(*) FROM {scene.Table():r})",
        2 => Sql.Of($"SELECT count(*) INTO n FROM {scene.Table():r}").Does("SELECT"),
        3 => $"RAISE NOTICE ?s, n",
        4 => Dropped(scene),
        5 => $"NULL",
        6 => $"RETURN",
        _ => Changes.Any(scene),
    };

    private static Sql Dropped(Scene scene)
    {
        var table = scene.Table();
        return Sql.Of($"DROP TABLE IF EXISTS {table:w} CASCADE").Does("DROP").Because("drop_table", table);
    }

    private static Sql Execute(Scene scene)
    {
        if (scene.Chance(40))
            return Sql.Of($"EXECUTE {scene.Pick("format('DROP TABLE %I', r.name)", "'DROP TABLE ' || quote_ident(r.name)", "n", "'DELETE FROM ' || r.name USING n")}").Does("EXECUTE").Opaque();
        var inner = scene.Chance(50) ? Changes.Any(scene) : Dropped(scene);
        inner.Via("dynamic_sql");
        return Sql.Of($"EXECUTE {inner.Quoted()}{scene.Pick("", " USING n", " INTO n")}").Does("EXECUTE");
    }
}
