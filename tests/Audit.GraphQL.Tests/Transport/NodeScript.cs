using System.Diagnostics;

namespace Audit.GraphQL.Tests.Transport;

/// <summary>Runs the scripts of the folder <c>Node</c>; their packages are installed once, as the lock file says.</summary>
internal static class NodeScript
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>Runs a script and gives what it writes.</summary>
    public static async Task<string> RunAsync(string script, string[] arguments)
    {
        await Installed.Value;
        return await RunAsync("node", [script, .. arguments], Folder);
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static async Task<string> RunAsync(string file, string[] arguments, string folder)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"{file} ended with {process.ExitCode}: {await error}{output}");
        return output;
    }

    /// <summary>Installs the packages of a folder, unless those of its lock file are there.</summary>
    public static async Task InstallAsync(string folder)
    {
        var (wanted, found) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "node_modules", ".installed-lock.json"));
        if (File.Exists(found) && await File.ReadAllTextAsync(found) == await File.ReadAllTextAsync(wanted))
            return;
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], folder);
        File.Copy(wanted, found, overwrite: true);
    }

    private static Task InstallAsync() => InstallAsync(Folder);
}
