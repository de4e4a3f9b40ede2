using System.Diagnostics;

namespace Audit.Cli.Tests.Support;

/// <summary>The tool in a process of its own.</summary>
internal static class ToolProcess
{
    // Not the copy beside the tests: that lacks what the tests' own framework brings.
    private static readonly string Tool = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../src/Audit.Cli/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Audit.Cli.dll"));

    public static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Tool, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
