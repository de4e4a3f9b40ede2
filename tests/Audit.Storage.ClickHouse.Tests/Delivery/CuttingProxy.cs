using System.Net;
using System.Net.Sockets;

namespace Audit.Storage.ClickHouse.Tests.Delivery;

/// <summary>Stands between a client and a server, and cuts connections: when the server has answered, and the client does not know yet.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly int _server;
    private readonly Task _accepting;
    private int _cuts;

    public CuttingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many answers got lost.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Whether the answer that has just arrived gets lost.</summary>
    public Func<bool> LosesAnswer { get; set; } = static () => false;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopped.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server, ended.Token);
            await await Task.WhenAny(
                PumpAsync(client.GetStream(), server.GetStream(), static _ => false, ended.Token),
                PumpAsync(server.GetStream(), client.GetStream(), LosesIt, ended.Token));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // Whichever side went first.
        }

        // What the other side has not read is gone, as with a connection that breaks.
        client.LingerState = new LingerOption(true, 0);
        await ended.CancelAsync();
    }

    /// <summary>What was asked for is done when the answer begins; to go on with sending it (100) is no answer.</summary>
    private bool LosesIt(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("HTTP/1.1 200"u8) || !LosesAnswer())
            return false;
        Interlocked.Increment(ref _cuts);
        return true;
    }

    private delegate bool IsLost(ReadOnlySpan<byte> bytes);

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, IsLost isLost, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (isLost(buffer.AsSpan(0, read)))
                return;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
