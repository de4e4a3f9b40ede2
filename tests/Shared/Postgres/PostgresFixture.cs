using System.Globalization;
using Audit.Testing.Servers;

namespace Audit.Testing.Postgres;

/// <summary>
/// A real PostgreSQL server of a test process on a free loopback port, in a directory that is removed at the end. Use it as an assembly
/// fixture (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>) and give every test a database of its own.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"audit-postgres-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private ServerProcess? _server;
    private int _port;
    private int _databases;

    /// <summary>A connection string for a database that no other test has; EF Core or the test creates it.</summary>
    public string CreateConnectionString(string options = "") => ConnectionString($"test_{Interlocked.Increment(ref _databases)}", options);

    /// <summary>Host and port as events name them.</summary>
    public string Server => $"127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        var programs = PostgresPrograms.Find();
        await programs.RunAsync("initdb", "-D", _directory, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync");
        _port = ServerProcess.FreePort();
        _server = await programs.StartAsync(
            "postgres", "ready to accept connections", "-D", _directory, "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _directory,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=150", "-c", "shared_preload_libraries=pg_stat_statements");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            // PostgreSQL's fast shutdown: sessions are ended, the data stays whole.
            await server.StopAsync("INT");
            await server.DisposeAsync();
        }

        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private string ConnectionString(string database, string options) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};{options}";
}
