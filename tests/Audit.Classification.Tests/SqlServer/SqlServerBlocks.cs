using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;

namespace Audit.Classification.Tests.SqlServer;

/// <summary>Statements that hide in others, and statements without a semicolon between them.</summary>
internal static class SqlServerBlocks
{
    public static IReadOnlyList<Production> All { get; } =
    [
        new("exec text", static scene => Sql.Of($"EXEC ({Inner(scene).Via("dynamic_sql").Quoted()})").Does("EXEC"), 10),
        new("sp_executesql", static scene => Sql.Of($"EXEC {scene.Pick("", "sys.", "master..")}sp_executesql {scene.Pick("", "@stmt = ")}{Inner(scene).Via("dynamic_sql").Quoted()}").Does("EXEC"), 10),
        new("bare procedure", static scene => Sql.Of($"sp_help ?s").Does("EXEC")),
        new("block", static scene => Sql.Of($"BEGIN {Statements(scene)} END").Via("block"), 10),
        new("if", static scene => If(scene), 12),
        new("while", static scene => Sql.Of($"WHILE @x < ?i BEGIN {Statements(scene)} END").Via("block"), 6),
        new("try", static scene => Sql.Of($"BEGIN TRY {Statements(scene)} END TRY BEGIN CATCH {Simple(scene)} END CATCH").Via("block"), 8),
        new("create routine", static scene => Routine(scene), 10),
        new("batch", static scene => Batch(scene), 30),
        new("batches", static scene => Separated(scene), 14),
    ];

    private static Sql Inner(Scene scene) => scene.Chance(70) ? Changes.Any(scene) : Queries.Select(scene).Does("SELECT");

    private static Sql If(Scene scene)
    {
        var condition = scene.Chance(50) ? Sql.Of($"EXISTS (SELECT 1 FROM {scene.Table():r} WHERE {scene.Column()} = ?)") : $"@x = ? AND OBJECT_ID(?s) IS NOT NULL";
        var otherwise = scene.Maybe(Sql.Of($" ELSE BEGIN {Simple(scene)} END"));
        return Sql.Of($"IF {condition} BEGIN {Statements(scene)} END{otherwise}").Via("block");
    }

    /// <summary>A body that does not run, up to the end of the batch.</summary>
    private static Sql Routine(Scene scene)
    {
        var body = Sql.Of($"BEGIN {Statements(scene)} END").Inert();
        return scene.Random.Next(5) switch
        {
            0 => Sql.Of($"CREATE PROCEDURE {scene.Alias()} @x int, @y nvarchar(10) = ?s AS {body}").Does("CREATE"),
            1 => Sql.Of($"CREATE OR ALTER PROC dbo.{scene.Alias()} AS {Statements(scene).Inert()}").Does("CREATE"),
            2 => Sql.Of($"CREATE TRIGGER {scene.Alias()} ON {scene.Table():w} AFTER INSERT, DELETE AS {body}").Does("CREATE"),
            3 => Sql.Of($"CREATE VIEW {scene.NewTable():w} AS {Queries.OneColumn(scene).Inert()}").Does("CREATE"),
            _ => Sql.Of($"ALTER PROCEDURE {scene.Alias()} AS {body}").Does("ALTER"),
        };
    }

    private static Sql Statements(Scene scene)
    {
        var all = Sql.Empty;
        for (var left = scene.Count(1, 3); left > 0; left--)
            all.AppendFormatted(Sql.Of($"{Simple(scene)}{scene.Pick(" ", "; ", ";")}"));
        return all;
    }

    private static Sql Simple(Scene scene) => scene.Random.Next(8) switch
    {
        0 => Queries.Select(scene).Does("SELECT"),
        1 => Sql.Of($"SET @x = @x + 1").Does("SET"),
        2 => Sql.Of($"PRINT ?s").Does("PRINT"),
        3 => Template.Make(scene, "DROP TABLE IF EXISTS {t}", "DROP; w t; drop_table t"),
        4 => Template.Make(scene, "TRUNCATE TABLE {t}", "TRUNCATE; w t; truncate t"),
        _ => Changes.Any(scene),
    };

    /// <summary>Statements one behind the other: where one ends, only the next one's first word tells.</summary>
    private static Sql Batch(Scene scene)
    {
        var parts = new List<Sql>();
        for (var left = scene.Count(2, 4); left > 0; left--)
        {
            parts.Add(scene.Random.Next(3) switch
            {
                0 => Simple(scene),
                1 => OneOf(scene, SqlServerProductions.Changing),
                _ => OneOf(scene, scene.Chance(50) ? SqlServerSchema.Defining : SqlServerSchema.Managing),
            });
        }

        return Join(parts, scene, " ", "; ", " ; ", ";");
    }

    /// <summary>Batches that GO separates.</summary>
    private static Sql Separated(Scene scene) => Join(
        [Simple(scene), scene.Chance(70) ? Routine(scene) : Simple(scene), Changes.Any(scene)],
        scene,
        Go("\nGO\n"));

    private static Sql Join(IReadOnlyList<Sql> parts, Scene scene, params ReadOnlySpan<Sql> separators)
    {
        var batch = Sql.Empty;
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                // A common table must not follow a statement without semicolon.
                var needsSemicolon = parts[i].Pieces[0] is Keyword { Text: "WITH" };
                batch.AppendFormatted(needsSemicolon && separators[0].Pieces is [Gap] ? Sql.Of($"; ") : separators[scene.Random.Next(separators.Length)]);
                parts[i].Via("batch");
            }

            batch.AppendFormatted(parts[i]);
            batch.Parts.Add(parts[i]);
        }

        return batch;
    }

    private static Sql Join(IReadOnlyList<Sql> parts, Scene scene, params ReadOnlySpan<string> separators)
    {
        var pieces = new Sql[separators.Length];
        for (var i = 0; i < pieces.Length; i++)
            pieces[i] = Sql.Of($"{separators[i]}");
        return Join(parts, scene, pieces.AsSpan());
    }

    private static Sql Go(string text)
    {
        var go = Sql.Empty;
        go.AppendFormatted(new Verbatim(text));
        return go;
    }

    private static Sql OneOf(Scene scene, (string Text, string Truth)[] templates)
    {
        var (text, truth) = scene.Pick<(string, string)>(templates);
        return Template.Make(scene, text, truth);
    }
}
