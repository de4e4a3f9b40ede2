using Microsoft.Data.Sqlite;

namespace Audit.ApiKeys.Tests.Hosting;

/// <summary>A database of SQLite in a directory that is removed at the end.</summary>
internal sealed class KeyDatabase : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-keys-").FullName;

    public string ConnectionString => $"Data Source={Path}";

    public string Path => System.IO.Path.Combine(_directory, "keys.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
