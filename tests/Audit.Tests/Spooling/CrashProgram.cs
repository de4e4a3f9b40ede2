using System.Diagnostics;

namespace Audit.Tests.Spooling;

/// <summary>The audited process that tests kill.</summary>
internal static class CrashProgram
{
    public static string Path { get; } = System.IO.Path.Combine(
        AppContext.BaseDirectory.Replace("Audit.Tests", "Audit.Crash", StringComparison.Ordinal), "Audit.Crash.dll");

    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path, .. arguments]) { RedirectStandardOutput = true })!;
}
