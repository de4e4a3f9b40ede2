using System.Globalization;

namespace Audit.Storage.ClickHouse.Schema;

/// <summary>The SQL that is part of this assembly.</summary>
internal static class SqlResources
{
    private const string Folder = "Audit.Storage.ClickHouse.Schema.";
    private const string Migrations = Folder + "Migrations.";

    /// <summary>The statements that make the tables which the migrations are recorded in.</summary>
    public static IReadOnlyList<string> ReadHistory() => Split(Read(Folder + "History.sql"));

    /// <summary>The migrations in their order, read from <c>NNNN_name.sql</c>.</summary>
    public static IReadOnlyList<Migration> ReadMigrations()
    {
        var migrations = new List<Migration>();
        foreach (var resource in typeof(SqlResources).Assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Migrations, StringComparison.Ordinal))
                continue;

            var file = resource[Migrations.Length..^".sql".Length];
            migrations.Add(new Migration(uint.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], Read(resource)));
        }

        migrations.Sort(static (a, b) => a.Version.CompareTo(b.Version));
        return migrations;
    }

    public static IReadOnlyList<string> Split(string sql) =>
        sql.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string resource)
    {
        using var stream = typeof(SqlResources).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly has no resource {resource}.");
        using var reader = new StreamReader(stream);

        // A checkout that changes line ends must not change the checksum.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
