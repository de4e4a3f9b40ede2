using System.Diagnostics;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Engine;

/// <summary>A process of its own with the engine in it.</summary>
internal sealed class EngineChild : IDisposable
{
    /// <summary>Run from its own output, where its dependencies are.</summary>
    private static string Directory { get; } = AppContext.BaseDirectory.Replace(
        "Audit.Storage.ClickHouse.Embedded.Tests", "Audit.Storage.ClickHouse.Embedded.Crash", StringComparison.Ordinal);

    private EngineChild(Process process) => Process = process;

    internal Process Process { get; }

    internal static EngineChild Start(string mode, string path)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(Directory, "Audit.Storage.ClickHouse.Embedded.Crash.dll"));
        start.ArgumentList.Add(mode);
        start.ArgumentList.Add(path);
        return new EngineChild(Process.Start(start) ?? throw new InvalidOperationException("The process did not start."));
    }

    internal async Task<string[]> ReadAllLinesAsync(CancellationToken cancellationToken)
    {
        var text = await Process.StandardOutput.ReadToEndAsync(cancellationToken);
        await Process.WaitForExitAsync(cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill();
        Process.Dispose();
    }
}
