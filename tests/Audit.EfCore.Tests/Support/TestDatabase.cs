using Audit.Testing.Postgres;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Audit.EfCore.Tests.Support;

/// <summary>A database of one test.</summary>
internal sealed class TestDatabase(string connectionString, bool isPostgres, string system, string server, string name) : IDisposable
{
    public static TestDatabase Sqlite()
    {
        var file = Path.Combine(Path.GetTempPath(), $"audit-efcore-{Guid.NewGuid():N}.db");
        return new TestDatabase($"Data Source={file};Pooling=False;Default Timeout=30", false, "sqlite", file, "main");
    }

    /// <summary>Keeps its connections open for the next who asks.</summary>
    public static TestDatabase SqlitePooled()
    {
        var file = Path.Combine(Path.GetTempPath(), $"audit-efcore-{Guid.NewGuid():N}.db");
        return new TestDatabase($"Data Source={file};Pooling=True;Default Timeout=30", false, "sqlite", file, "main");
    }

    public static TestDatabase Postgres(PostgresFixture fixture)
    {
        var connectionString = fixture.CreateConnectionString();
        return new TestDatabase(connectionString, true, "postgresql", fixture.Server, new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    public string System => system;

    public string Server => server;

    public string Name => name;

    public string ConnectionString => connectionString;

    public bool IsPostgres => isPostgres;

    public void Use(DbContextOptionsBuilder options) => Use(options, 1000);

    /// <summary>Uses it with so many statements of a save per command.</summary>
    public void Use(DbContextOptionsBuilder options, int maxBatchSize)
    {
        if (isPostgres)
            options.UseNpgsql(connectionString, npgsql => npgsql.MaxBatchSize(maxBatchSize));
        else
            options.UseSqlite(connectionString, sqlite => sqlite.MaxBatchSize(maxBatchSize));
    }

    public void Dispose()
    {
        if (isPostgres)
        {
            using var connection = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(connection);
        }
        else
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
            File.Delete(server);
        }
    }
}
