using System.Diagnostics;
using System.Globalization;
using Audit.Testing.Servers;

namespace Audit.Testing.MariaDb;

/// <summary>
/// A real MariaDB server of a test process on a free loopback port, in a directory that is removed at the end. Use it as a class or assembly
/// fixture.
/// </summary>
public sealed class MariaDbFixture : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"audit-mariadb-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private ServerProcess? _server;
    private int _port;

    /// <summary>How to connect as the user who may do everything.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={_port};User ID=root;AllowUserVariables=true;CharacterSet=utf8mb4");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_directory);
        var data = Path.Combine(_directory, "data");
        var user = $"--user={Environment.UserName}";
        await ServerProcess.RunAsync(Command("mariadb-install-db", "--no-defaults", user, $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"));
        _port = ServerProcess.FreePort();
        _server = await ServerProcess.StartAsync(
            Command(
                "mariadbd", "--no-defaults", user, $"--datadir={data}", $"--socket={Path.Combine(_directory, "socket")}", "--bind-address=127.0.0.1",
                string.Create(CultureInfo.InvariantCulture, $"--port={_port}"), "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--character-set-server=utf8mb4"),
            "ready for connections");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static ProcessStartInfo Command(string program, params string[] arguments) =>
        new(ServerProcess.Find(program, "/usr/sbin", "/usr/bin"), arguments) { WorkingDirectory = Path.GetTempPath() };
}
