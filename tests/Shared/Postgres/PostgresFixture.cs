using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Audit.Testing.Postgres;

/// <summary>
/// A real PostgreSQL server of a test process on a free loopback port, in a directory that is removed at the end. Use it as an assembly
/// fixture (<c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>) and give every test a database of its own.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"audit-postgres-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private Process? _server;
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
        _port = FreePort();
        _server = programs.Start(
            "postgres", "-D", _directory, "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _directory,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=150");
        await WaitUntilReadyAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            if (!server.HasExited)
            {
                // SIGINT is PostgreSQL's fast shutdown: sessions are ended, the data stays whole.
                using var signal = Process.Start("kill", ["-INT", server.Id.ToString(CultureInfo.InvariantCulture)]);
                await signal.WaitForExitAsync();
                await server.WaitForExitAsync();
            }

            server.Dispose();
        }

        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private string ConnectionString(string database, string options) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};{options}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitUntilReadyAsync(Process server)
    {
        var log = new List<string>();
        while (await server.StandardError.ReadLineAsync() is { } line)
        {
            log.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                // A full pipe would stop the server.
                _ = server.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return;
            }
        }

        throw new InvalidOperationException($"PostgreSQL did not start:\n{string.Join('\n', log)}");
    }
}
