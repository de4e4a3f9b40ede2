using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

[assembly: AssemblyFixture(typeof(Audit.EfCore.Tool.Tests.EfTool))]

namespace Audit.EfCore.Tool.Tests;

/// <summary>EF Core's own tool, of the version that the solution pins, installed into a directory that is removed at the end.</summary>
public sealed class EfTool : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-ef-tool-").FullName;

    public string WorkingDirectory => _directory;

    private static string Setting(string name) =>
        typeof(EfTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    public async ValueTask InitializeAsync()
    {
        var (code, output) = await StartAsync("dotnet", ["tool", "install", "dotnet-ef", "--version", Setting("ToolVersion"), "--tool-path", _directory], null);
        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs <c>dotnet ef</c> on the application as it was built with the tests.</summary>
    internal Task<(int Code, string Output)> RunAsync(ToolRun run, params string[] arguments) => StartAsync(
        Path.Combine(_directory, "dotnet-ef"), [.. arguments, "--project", Setting("App"), "--configuration", Setting("Configuration"), "--no-build"], run);

    internal static async Task<(int Code, string Output)> StartAsync(string program, string[] arguments, ToolRun? run)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["DOTNET_ENVIRONMENT"] = run?.Environment ?? "Development";
        start.Environment["App__Database"] = run?.Database;
        start.Environment["App__Record"] = run?.Record;
        start.Environment["SUDO_USER"] = ToolRun.SudoUser;
        start.Environment["DOTNET_NOLOGO"] = "1";
        // A server of the compiler outlives its build and would keep our pipe open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}

/// <summary>A database of one test, and what was recorded about it by other processes.</summary>
internal sealed class ToolRun(EfTool tool, string environment = "Development")
{
    /// <summary>Who called the tool behind <c>sudo</c>.</summary>
    public const string SudoUser = "ann";

    private readonly string _name = Path.Combine(tool.WorkingDirectory, Path.GetRandomFileName());

    public string Environment => environment;

    public string Database => _name + ".db";

    public string Record => _name + ".jsonl";

    public IReadOnlyList<Dictionary<string, string>> Events() =>
        File.Exists(Record) ? [.. File.ReadLines(Record).Select(static line => JsonSerializer.Deserialize<Dictionary<string, string>>(line)!)] : [];

    public void Forget() => File.Delete(Record);
}
