using System.Diagnostics;
using System.Globalization;

namespace Audit.Testing.Endings;

/// <summary>An audited process of its own (<c>tests/Audit.Endings</c>), whose store is not there.</summary>
internal sealed class EndingProcess : IDisposable
{
    private readonly Process _process;

    private EndingProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="spool">The directory of its spool.</param>
    /// <param name="count">How many events it records.</param>
    /// <param name="end">How it ends.</param>
    /// <param name="store">What its store does.</param>
    public static EndingProcess Start(string spool, int count, string end, string store = "down")
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var project = framework.Parent!.Parent!.Parent!;
        var program = Path.Combine(project.Parent!.FullName, "Audit.Endings", "bin", framework.Parent.Name, framework.Name, "Audit.Endings.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (IEnumerable<string>)[program, spool, store, count.ToString(CultureInfo.InvariantCulture), end])
            start.ArgumentList.Add(argument);
        return new EndingProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it has recorded everything.</summary>
    public async Task RecordedAsync(CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == "recorded")
                return;
        }

        throw new InvalidOperationException($"It ended early: {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>Sends a signal, by its name.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Kills it, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits until it ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var output = _process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        await Task.WhenAll(output, error);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
