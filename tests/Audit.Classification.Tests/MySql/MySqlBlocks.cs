using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;

namespace Audit.Classification.Tests.MySql;

/// <summary>Statements that hide in others: prepared texts, blocks, bodies of routines.</summary>
internal static class MySqlBlocks
{
    public static IReadOnlyList<Production> All { get; } =
    [
        new("prepare", static scene => Sql.Of($"PREPARE {scene.Alias()} FROM {Inner(scene).Via("prepared").Quoted()}").Does("PREPARE"), 8),
        new("execute immediate", static scene => Sql.Of($"EXECUTE IMMEDIATE {Inner(scene).Via("dynamic_sql").Quoted()}{scene.Pick("", " USING @x, @y")}").Does("EXECUTE").OnlyFor("mariadb"), 8),
        new("analyze", static scene => Sql.Of($"ANALYZE {scene.Pick("", "FORMAT = JSON ")}{Inner(scene).Via("explain_analyze")}").Does("ANALYZE").OnlyFor("mariadb"), 6),
        new("explain analyze", static scene => Sql.Of($"EXPLAIN ANALYZE {scene.Pick("", "FORMAT = TREE ")}{Inner(scene).Via("explain_analyze")}").Does("EXPLAIN").OnlyFor("mysql"), 6),
        new("block", static scene => Block(scene), 14),
        new("create routine", static scene => Routine(scene), 8),
        new("batch", static scene => Batches.Make(scene, MySqlProductions.Changing, MySqlSchema.Defining, MySqlSchema.Managing), 20),
        new("batch with routine", static scene => Batches.Of([Changes.Any(scene), Routine(scene), Changes.Any(scene)], scene), 6),
    ];

    private static Sql Inner(Scene scene) => scene.Chance(70) ? Changes.Any(scene) : Queries.Select(scene).Does("SELECT");

    private static Sql Block(Scene scene) =>
        Sql.Of($"BEGIN NOT ATOMIC {Declarations(scene)}{Statements(scene).Via("block")}END").Does("BEGIN").OnlyFor("mariadb");

    private static Sql Routine(Scene scene)
    {
        var body = Sql.Of($"BEGIN {Declarations(scene)}{Statements(scene)}END").Inert();
        return scene.Random.Next(5) switch
        {
            0 => Sql.Of($"CREATE PROCEDURE {scene.Alias()} (IN x1 INT, OUT x2 TEXT) {body}").Does("CREATE"),
            1 => Sql.Of($"CREATE DEFINER = root@localhost PROCEDURE {scene.Alias()} () COMMENT ?s MODIFIES SQL DATA {body}").Does("CREATE"),
            2 => Sql.Of($"CREATE TRIGGER {scene.Alias()} AFTER UPDATE ON {scene.Table():w} FOR EACH ROW {body}").Does("CREATE"),
            3 => Sql.Of($"CREATE EVENT {scene.Alias()} ON SCHEDULE EVERY 1 DAY DO {body}").Does("CREATE"),
            _ => Sql.Of($"CREATE TRIGGER {scene.Alias()} BEFORE INSERT ON {scene.Table():w} FOR EACH ROW SET NEW.{scene.Column()} = ?").Does("CREATE"),
        };
    }

    private static Sql Declarations(Scene scene) => scene.Pick(
        "", "DECLARE n INT DEFAULT 0; ", "DECLARE n, done INT; DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1; ", "DECLARE n INT; DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SET @x = 1; END; ") is var text
        ? Sql.Of($"{text}")
        : Sql.Empty;

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
            0 => $"IF @x > ?n THEN {Statement(scene)}; END IF",
            1 => $"IF EXISTS (SELECT 1 FROM {scene.Table():r}) THEN {Statement(scene)}; ELSEIF @y THEN {Statement(scene)}; ELSE {Simple(scene)}; END IF",
            2 => $"WHILE @x < ?n DO {Statement(scene)}; SET @x = @x + 1; END WHILE",
            3 => $"lbl: LOOP {Statement(scene)}; LEAVE lbl; END LOOP lbl",
            4 => $"REPEAT {Statement(scene)}; UNTIL @x > ?n END REPEAT",
            5 => $"CASE @x WHEN 1 THEN {Simple(scene)}; ELSE {Simple(scene)}; END CASE",
            6 => $"BEGIN {Statement(scene)}; END",
            7 => $"FOR r IN (SELECT {scene.Column()} FROM {scene.Table():r}) DO {Simple(scene)}; END FOR",
            _ => Simple(scene),
        };
        if (statement.Pieces is [Keyword { Text: "FOR" }, ..])
            statement.Does("SELECT");
        if (statement.Pieces is [Keyword { Text: "WHILE" }, ..])
            statement.Does("SET");
        scene.Depth++;
        return statement;
    }

    private static Sql Simple(Scene scene)
    {
        var table = scene.Table();
        return scene.Random.Next(8) switch
        {
            0 => Sql.Of($"SET @x = (SELECT count(*) FROM {table:r})").Does("SET"),
            1 => Sql.Of($"SELECT {scene.Column()} INTO @x FROM {table:r} WHERE {scene.Column()} = ?").Does("SELECT"),
            2 => Sql.Of($"DROP TABLE IF EXISTS {table:w}").Does("DROP").Because("drop_table", table),
            3 => Sql.Of($"CALL p (?, @x)").Does("CALL"),
            4 => Sql.Of($"TRUNCATE TABLE {table:w}").Does("TRUNCATE").Because("truncate", table),
            _ => Changes.Any(scene),
        };
    }
}
