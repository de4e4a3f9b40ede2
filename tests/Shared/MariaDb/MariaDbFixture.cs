using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Audit.Testing.MariaDb;

/// <summary>
/// A real MariaDB server of a test process on a free loopback port, in a directory that is removed at the end. Use it as a class or assembly
/// fixture.
/// </summary>
public sealed class MariaDbFixture : IAsyncLifetime
{
    private static readonly string[] Directories =
        ["/usr/sbin", "/usr/bin", .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"audit-mariadb-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private Process? _server;
    private int _port;

    /// <summary>How to connect as the user who may do everything.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={_port};User ID=root;AllowUserVariables=true;CharacterSet=utf8mb4");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_directory);
        var data = Path.Combine(_directory, "data");
        var user = $"--user={Environment.UserName}";
        using (var install = Start("mariadb-install-db", "--no-defaults", user, $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"))
        {
            var errors = await install.StandardError.ReadToEndAsync();
            await install.WaitForExitAsync();
            if (install.ExitCode != 0)
                throw new InvalidOperationException($"mariadb-install-db ended with {install.ExitCode}: {errors}");
        }

        _port = FreePort();
        _server = Start(
            "mariadbd", "--no-defaults", user, $"--datadir={data}", $"--socket={Path.Combine(_directory, "socket")}", "--bind-address=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--port={_port}"), "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--character-set-server=utf8mb4");
        await WaitUntilReadyAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            if (!server.HasExited)
            {
                using var signal = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]);
                await signal.WaitForExitAsync();
                await server.WaitForExitAsync();
            }

            server.Dispose();
        }

        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static Process Start(string program, params string[] arguments)
    {
        var path = Array.ConvertAll(Directories, directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"MariaDB is not installed: {program} is not in PATH. Run ./test.sh, which installs it.");
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        // A full pipe would stop it.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return process;
    }

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
            if (line.Contains("ready for connections", StringComparison.Ordinal))
            {
                _ = server.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return;
            }
        }

        throw new InvalidOperationException($"MariaDB did not start:\n{string.Join('\n', log)}");
    }
}
