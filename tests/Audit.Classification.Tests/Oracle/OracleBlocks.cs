using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;

namespace Audit.Classification.Tests.Oracle;

/// <summary>PL/SQL: anonymous blocks, which run, and units that are only created.</summary>
internal static class OracleBlocks
{
    public static IReadOnlyList<Production> All { get; } =
    [
        new("block", static scene => Block(scene), 24),
        new("create unit", static scene => Unit(scene), 10),
        new("script", static scene => Script(scene), 14),
        new("batch", static scene => Batches.Make(scene, OracleProductions.Changing, OracleSchema.Defining, OracleSchema.Managing), 20),
    ];

    private static Sql Block(Scene scene)
    {
        Sql block = scene.Random.Next(4) switch
        {
            0 => $"BEGIN {Statements(scene)} END;",
            1 => $"DECLARE n NUMBER := ?n; v {scene.Alias()}.id%TYPE; CURSOR cur IS SELECT {scene.Column()} FROM {scene.Table():r}; BEGIN {Statements(scene)} END;",
            2 => $"<<outer>> BEGIN {Statements(scene)} EXCEPTION WHEN NO_DATA_FOUND THEN {Statement(scene)}; WHEN OTHERS THEN {Simple(scene)}; RAISE; END;",
            _ => $"DECLARE n PLS_INTEGER; BEGIN {Statements(scene)} COMMIT; END;",
        };
        if (block.Pieces.Exists(static piece => piece is Keyword { Text: "COMMIT" }))
            block.Does("COMMIT");
        return block.Via("block").Does("BLOCK");
    }

    private static Sql Unit(Scene scene)
    {
        var body = Sql.Of($"BEGIN {Statements(scene)} END").Inert();
        return scene.Random.Next(5) switch
        {
            0 => Sql.Of($"CREATE OR REPLACE PROCEDURE {scene.Alias()} (x1 IN NUMBER, x2 OUT VARCHAR2) IS n NUMBER; {body};").Does("CREATE"),
            1 => Sql.Of($"CREATE FUNCTION {scene.Alias()} RETURN NUMBER AS {body};").Does("CREATE"),
            2 => Sql.Of($"CREATE OR REPLACE TRIGGER {scene.Alias()} BEFORE INSERT OR UPDATE ON {scene.Table():w} FOR EACH ROW {body};").Does("CREATE"),
            3 => Sql.Of($"CREATE PACKAGE {scene.Alias()} AS PROCEDURE p1 (x1 NUMBER); FUNCTION f1 RETURN NUMBER; END;").Does("CREATE"),
            _ => Sql.Of($"CREATE OR REPLACE PACKAGE BODY {scene.Alias()} AS PROCEDURE p1 (x1 NUMBER) IS {body} p1; END;").Does("CREATE"),
        };
    }

    /// <summary>What a tool runs one after the other: units end at a slash that stands alone.</summary>
    private static Sql Script(Scene scene)
    {
        var slash = Sql.Empty;
        slash.AppendFormatted(new Verbatim("\n/\n"));
        Sql[] parts = [scene.Chance(50) ? Unit(scene) : Block(scene), scene.Chance(50) ? Block(scene) : Changes.Any(scene)];
        parts[1].Via("batch");
        var script = Sql.Of($"{parts[0]}{slash}{parts[1]}");
        script.Parts.AddRange(parts);
        return script;
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
            0 => $"IF n > ?n THEN {Statement(scene)}; END IF",
            1 => $"IF n IS NULL THEN {Statement(scene)}; ELSIF n = ? THEN {Statement(scene)}; ELSE {Simple(scene)}; END IF",
            2 => Sql.Of($"FOR r IN (SELECT {scene.Column()} FROM {scene.Table():r}) LOOP {Statement(scene)}; END LOOP").Does("SELECT"),
            3 => $"FOR i IN REVERSE 1 .. n LOOP {Statement(scene)}; END LOOP",
            4 => $"WHILE n < ?n LOOP {Statement(scene)}; n := n + 1; END LOOP",
            5 => $"BEGIN {Statement(scene)}; EXCEPTION WHEN OTHERS THEN NULL; END",
            6 => $"CASE n WHEN 1 THEN {Simple(scene)}; ELSE {Simple(scene)}; END CASE",
            7 or 8 => Execute(scene),
            _ => Simple(scene),
        };
        scene.Depth++;
        return statement;
    }

    private static Sql Simple(Scene scene) => scene.Random.Next(8) switch
    {
        0 => Sql.Of($"SELECT COUNT(*) INTO n FROM {scene.Table():r}").Does("SELECT"),
        1 => $"n := n + ?n",
        2 => $"dbms_output.put_line(?s)",
        3 => $"NULL",
        4 => $"RETURN",
        _ => Changes.Any(scene),
    };

    private static Sql Execute(Scene scene)
    {
        if (scene.Chance(40))
            return Sql.Of($"EXECUTE IMMEDIATE {scene.Pick("'DROP TABLE ' || n", "n", "'DELETE FROM ' || n USING n", "REPLACE(n, 'a', 'b')")}").Does("EXECUTE").Opaque();
        var inner = scene.Chance(50) ? Changes.Any(scene) : Template.Make(scene, "DROP TABLE {t}", "DROP; w t; drop_table t");
        inner.Via("dynamic_sql");
        return Sql.Of($"EXECUTE IMMEDIATE {inner.Quoted()}{scene.Pick("", " USING n", " INTO n", " USING IN n RETURNING INTO n")}").Does("EXECUTE");
    }
}
