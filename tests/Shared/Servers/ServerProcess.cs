using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Audit.Testing.Servers;

/// <summary>A server that a test starts, awaits and stops.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>A port of the loopback interface that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Where a program is installed; some lie outside of PATH.</summary>
    /// <param name="program">The program.</param>
    /// <param name="directories">Where it may lie besides.</param>
    public static string Find(string program, params string[] directories) =>
        directories.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{program} is neither in PATH nor in {string.Join(", ", directories)}. Run ./test.sh, which installs it.");

    /// <summary>Starts a server.</summary>
    /// <param name="start">The program and its arguments.</param>
    /// <param name="ready">What the line has in it by which the server says that it is ready.</param>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, string ready)
    {
        start.RedirectStandardError = start.RedirectStandardOutput = true;
        var log = new ConcurrentQueue<string>();
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (await Task.WhenAny(isReady.Task, process.WaitForExitAsync()) == isReady.Task)
            return new ServerProcess(process);

        process.Dispose();
        throw new InvalidOperationException($"{start.FileName} did not start:\n{string.Join('\n', log)}");

        void Read(object sender, DataReceivedEventArgs line)
        {
            // Read to the end: a full pipe would stop the server.
            if (isReady.Task.IsCompleted || line.Data is null)
                return;
            log.Enqueue(line.Data);
            if (line.Data.Contains(ready, StringComparison.Ordinal))
                isReady.TrySetResult();
        }
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardError = start.RedirectStandardOutput = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {errors}{await output}");
    }

    /// <summary>Asks the server to stop, and waits for it.</summary>
    /// <param name="signal">How it is asked.</param>
    public async Task StopAsync(string signal = "TERM")
    {
        if (_process.HasExited)
            return;
        await SignalAsync(signal);
        await _process.WaitForExitAsync();
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }
}
