using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Audit.Testing.Servers;

namespace Audit.Dashboard.Tests.Host;

/// <summary>The reference host as a process of its own, with the guard in force, after somebody worked and something went wrong.</summary>
public sealed partial class HostFixture : IAsyncDisposable
{
    private const string AdminToken = "admin-token-of-the-dashboard-tests";

    private readonly ConcurrentQueue<string> _output = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-dashboard-").FullName;
    private Process? _process;

    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The dashboard's own address.</summary>
    public Uri Dashboard => new(Address, "/audit/");

    /// <summary>The link that the host printed, which works once.</summary>
    public Uri SignInLink => new(SignIn().Match(string.Join('\n', _output)).Value);

    public async Task InitializeAsync()
    {
        Address = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}");
        var start = CommandOf(_directory);
        start.Environment["Urls"] = Address.ToString();
        _process = Run(start);
        await Eventually.BecomesAsync(() => Task.FromResult(_output.Any(static line => line.StartsWith("Stop with", StringComparison.Ordinal)) || _process.HasExited), "the host is up");
        if (_process.HasExited)
            throw new InvalidOperationException($"The host ended with {_process.ExitCode}:\n{string.Join('\n', _output)}");
        await History.HappenAsync(this);
    }

    public HttpClient CreateClient() => new() { BaseAddress = Address };

    public async Task<HttpClient> SignInAsync(string user)
    {
        var client = CreateClient();
        using var response = await client.PostAsJsonAsync("/shop/sign-in", new { user });
        response.EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>Asks the API as a tool does.</summary>
    public async Task<JsonElement> AskAsync(string query)
    {
        using var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", AdminToken);
        using var response = await client.PostAsJsonAsync("/graphql", new { query });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : throw new InvalidOperationException(answer.ToString());
    }

    /// <summary>Runs a command of the host, beside it.</summary>
    public async Task RunCommandAsync(params string[] arguments)
    {
        var start = CommandOf(_directory);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        await ServerProcess.RunAsync(start);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await signal.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The program of the host, with its data in a directory.</summary>
    internal static ProcessStartInfo CommandOf(string directory)
    {
        // Both are built for the same configuration; the host runs from its own output, where its engine is.
        var host = AppContext.BaseDirectory.Replace("tests/Audit.Dashboard.Tests", "src/ReferenceHost", StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = host, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(host, "ReferenceHost.dll"));
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // The guard takes it for production, and holds back what is critical.
        start.Environment["Audit__Environment"] = "Production";
        start.Environment["Data__Directory"] = directory;
        start.Environment["Audit__Batch__FlushInterval"] = "00:00:00.100";
        start.Environment["Audit__Spool__Directory"] = Path.Combine(directory, "spool");
        start.Environment["Audit__Access__Tokens__0__Name"] = "admin";
        start.Environment["Audit__Access__Tokens__0__Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AdminToken)));
        start.Environment["Audit__Access__Tokens__0__Roles__0"] = "Admin";
        return start;
    }

    private Process Run(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    [GeneratedRegex(@"https?://\S+/login\?t=\S+")]
    private static partial Regex SignIn();
}
