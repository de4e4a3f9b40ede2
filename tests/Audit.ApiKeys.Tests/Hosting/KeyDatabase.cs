using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Audit.ApiKeys.Tests.Hosting;

/// <summary>A database for keys: of SQLite, in a directory that is removed at the end, or of PostgreSQL.</summary>
internal sealed class KeyDatabase : IDisposable
{
    private readonly string? _directory;
    private readonly string? _postgres;

    /// <param name="postgres">The connection string of a database of PostgreSQL; <see langword="null"/> for SQLite.</param>
    public KeyDatabase(string? postgres = null)
    {
        _postgres = postgres;
        _directory = postgres is null ? Directory.CreateTempSubdirectory("audit-keys-").FullName : null;
    }

    public void Use(DbContextOptionsBuilder options)
    {
        if (_postgres is not null)
            options.UseNpgsql(_postgres);
        else
            options.UseSqlite($"Data Source={Path.Combine(_directory!, "keys.db")}");
    }

    public void Dispose()
    {
        if (_directory is null)
            return;
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
