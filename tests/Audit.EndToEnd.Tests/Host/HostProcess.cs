using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Audit.Testing.Servers;

namespace Audit.EndToEnd.Tests.Host;

/// <summary>The reference host as a process of its own on a free loopback port, with its data in a directory of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    public const string AdminName = "admin";
    public const string AdminToken = "admin-token-of-the-tests";
    public const string ViewerName = "viewer";
    public const string ViewerToken = "viewer-token-of-the-tests";

    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output;

    private HostProcess(Process process, ConcurrentQueue<string> output, Uri address)
    {
        _process = process;
        _output = output;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>What the host has printed so far.</summary>
    public string Output => string.Join('\n', _output);

    public static async Task<HostProcess> StartAsync(string directory, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}");
        var start = CommandOf(directory);
        start.Environment["Urls"] = address.ToString();
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var output = new ConcurrentQueue<string>();
        var host = new HostProcess(Run(start, output), output, address);
        await host.WaitUntilReadyAsync(cancellationToken);
        return host;
    }

    /// <summary>Runs a command of the host to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunCommandAsync(string directory, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = CommandOf(directory);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var output = new ConcurrentQueue<string>();
        using var process = Run(start, output);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, string.Join('\n', output));
    }

    public HttpClient CreateClient(string? apiKey = null, string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (apiKey is not null)
            client.DefaultRequestHeaders.Add("X-Api-Key", apiKey);
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("end-to-end/1.0");
        return client;
    }

    /// <summary>Asks the host to stop, as a service manager does, and waits for it.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await signal.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        return _process.ExitCode;
    }

    /// <summary>Ends the host as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo CommandOf(string directory)
    {
        // Both are built for the same configuration; the host runs from its own output, where its engine is.
        var host = AppContext.BaseDirectory.Replace("tests/Audit.EndToEnd.Tests", "src/ReferenceHost", StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = host,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(host, "ReferenceHost.dll"));
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Data__Directory"] = directory;
        start.Environment["Audit__Batch__FlushInterval"] = "00:00:00.100";
        start.Environment["Audit__Spool__Directory"] = Path.Combine(directory, "spool");
        AddToken(start, 0, AdminName, AdminToken, "Admin");
        AddToken(start, 1, ViewerName, ViewerToken, "Viewer");
        return start;
    }

    private static void AddToken(ProcessStartInfo start, int index, string name, string token, string role)
    {
        start.Environment[$"Audit__Access__Tokens__{index}__Name"] = name;
        start.Environment[$"Audit__Access__Tokens__{index}__Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        start.Environment[$"Audit__Access__Tokens__{index}__Roles__0"] = role;
    }

    private static Process Run(ProcessStartInfo start, ConcurrentQueue<string> output)
    {
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        await Eventually.AsyncOrThrow(
            async () =>
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"The host ended with {_process.ExitCode}:\n{Output}");
                try
                {
                    using var response = await client.GetAsync("/health/ready", cancellationToken);
                    return response.StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartTime,
            () => $"The host was not ready in time:\n{Output}",
            cancellationToken);
    }
}
