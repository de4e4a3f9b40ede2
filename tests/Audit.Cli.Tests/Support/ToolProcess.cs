using System.Diagnostics;

namespace Audit.Cli.Tests.Support;

/// <summary>The tool in a process of its own.</summary>
internal static class ToolProcess
{
    public static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(AuditCommandLine).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
