using System.Diagnostics;
using System.Globalization;
using Audit.Testing.Servers;

namespace Audit.Testing.Redis;

/// <summary>A real Redis on a free loopback port, which keeps nothing. It can be stopped and started again in the same place.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private ServerProcess? _process;

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>Where it is, as StackExchange.Redis is told.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static async Task<RedisServer> StartNewAsync()
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(
            ServerProcess.Find("redis-server", "/usr/bin"),
            ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            WorkingDirectory = Path.GetTempPath(),
        };
        _process = await ServerProcess.StartAsync(start, "Ready to accept connections");
    }

    public Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Keeps it from answering, although its connections stay.</summary>
    public Task FreezeAsync() => _process?.SignalAsync("STOP") ?? Task.CompletedTask;

    public Task ThawAsync() => _process?.SignalAsync("CONT") ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
