using System.Diagnostics;
using System.Globalization;

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

    public Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (Environment.UserName == "root")
        {
            // Unlike su and runuser it becomes the program, so that the process id is the server's.
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid=postgres", "--regid=postgres", "--init-groups", "--"])
                start.ArgumentList.Add(argument);
            start.ArgumentList.Add(Path.Combine(_directory, program));
        }
        else
        {
            start.FileName = Path.Combine(_directory, program);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    public async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
    }
}
