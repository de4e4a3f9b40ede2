using Audit.Classification.Tests.Generation;

namespace Audit.Classification.Tests.Standard;

/// <summary>INSERT, UPDATE and DELETE that every dialect understands.</summary>
internal static class Changes
{
    public static IReadOnlyList<Production> Productions { get; } =
    [
        new("insert values", InsertValues, 10),
        new("insert select", InsertSelect, 8),
        new("update", Update, 12),
        new("update everything", UpdateAll, 10),
        new("delete", Delete, 12),
        new("delete everything", DeleteAll, 10),
    ];

    /// <summary>Any of them.</summary>
    public static Sql Any(Scene scene) => scene.Random.Next(5) switch
    {
        0 => InsertValues(scene),
        1 => Update(scene),
        2 => UpdateAll(scene),
        3 => Delete(scene),
        _ => DeleteAll(scene),
    };

    public static Sql InsertValues(Scene scene)
    {
        var row = scene.Chance(60) ? Sql.Of($"(?, ?, NULL)") : $"({new Parameter()}, {new Parameter()}, {new Parameter()})";
        return Does($"INSERT INTO {scene.Table():w} ({scene.Column()}, {scene.Column()}, {scene.Column()}) VALUES {scene.Grammar.Rows(row)}", "INSERT");
    }

    public static Sql InsertSelect(Scene scene) => scene.Chance(50)
        ? Does($"INSERT INTO {scene.Table():w} ({scene.Column()}) {Queries.OneColumn(scene)}", "INSERT")
        : Does($"INSERT INTO {scene.Table():w} ({scene.Column()}, {scene.Column()}) SELECT {scene.Column()}, ? FROM {scene.Table():r} WHERE {Conditions.Bounded(scene)}", "INSERT");

    public static Sql Update(Scene scene) =>
        Does($"UPDATE {scene.Table():w} SET {Assignments(scene)} WHERE {Conditions.Bounded(scene)}", "UPDATE");

    public static Sql UpdateAll(Scene scene)
    {
        var table = scene.Table();
        return scene.Chance(50)
            ? Does($"UPDATE {table:w} SET {Assignments(scene)}", "UPDATE").Because("update_no_where", table)
            : Does($"UPDATE {table:w} SET {Assignments(scene)} WHERE {Conditions.AlwaysTrue(scene)}", "UPDATE").Because("update_always_true_where", table);
    }

    public static Sql Delete(Scene scene) => Does($"DELETE FROM {scene.Table():w} WHERE {Conditions.Bounded(scene)}", "DELETE");

    public static Sql DeleteAll(Scene scene)
    {
        var table = scene.Table();
        return scene.Chance(50)
            ? Does($"DELETE FROM {table:w}", "DELETE").Because("delete_no_where", table)
            : Does($"DELETE FROM {table:w} WHERE {Conditions.AlwaysTrue(scene)}", "DELETE").Because("delete_always_true_where", table);
    }

    private static Sql Assignments(Scene scene) => scene.Random.Next(4) switch
    {
        0 => $"{scene.Column()} = ?, {scene.Column()} = NULL",
        1 => $"{scene.Column()} = {scene.Column()} + 1, {scene.Column()} = {new Parameter()}",
        2 when scene.Depth > 0 => $"{scene.Column()} = (SELECT max({scene.Column()}) FROM {scene.Table():r} WHERE {Conditions.Comparison(scene)})",
        _ => $"{scene.Column()} = ?",
    };

    private static Sql Does(Sql sql, string operation) => sql.Does(operation);
}
