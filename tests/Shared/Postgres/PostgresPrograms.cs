using System.Diagnostics;
using System.Globalization;
using Audit.Testing.Servers;

namespace Audit.Testing.Postgres;

/// <summary>The installed programs of PostgreSQL, run as a user that PostgreSQL accepts: it refuses root.</summary>
internal sealed class PostgresPrograms
{
    private const string DebianRoot = "/usr/lib/postgresql";

    private readonly string _directory;

    private PostgresPrograms(string directory) => _directory = directory;

    public static PostgresPrograms Find()
    {
        var candidates = new List<string>();
        if (Directory.Exists(DebianRoot))
        {
            candidates.AddRange(Directory.GetDirectories(DebianRoot)
                .OrderByDescending(static path => double.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(static path => Path.Combine(path, "bin")));
        }

        candidates.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        var found = candidates.Find(static path => File.Exists(Path.Combine(path, "initdb")) && File.Exists(Path.Combine(path, "postgres")));
        return new PostgresPrograms(found ?? throw new InvalidOperationException(
            $"PostgreSQL is not installed: neither {DebianRoot}/*/bin nor PATH has initdb and postgres. Run ./test.sh, which installs it."));
    }

    public Task<ServerProcess> StartAsync(string program, string ready, params string[] arguments) => ServerProcess.StartAsync(Command(program, arguments), ready);

    public Task RunAsync(string program, params string[] arguments) => ServerProcess.RunAsync(Command(program, arguments));

    private ProcessStartInfo Command(string program, string[] arguments)
    {
        var path = Path.Combine(_directory, program);
        // Unlike su and runuser it becomes the program, so that the process id is the server's.
        return Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", path, .. arguments]) { WorkingDirectory = Path.GetTempPath() }
            : new ProcessStartInfo(path, arguments) { WorkingDirectory = Path.GetTempPath() };
    }
}
