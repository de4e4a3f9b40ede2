using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;

namespace Audit.Benchmarks.Subscriptions;

/// <summary>A client that follows the log over a WebSocket, and looks at when events happened and how many it missed.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private const int EveryNth = 16;

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private long _delivered;
    private long _skipped;

    public long Delivered => Volatile.Read(ref _delivered);

    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>In milliseconds, of some of the events.</summary>
    public List<double> Latencies { get; private set; } = [];

    public static async Task<Follower> StartAsync(Uri address, string query, CancellationToken cancellationToken)
    {
        var follower = new Follower();
        follower._socket.Options.AddSubProtocol("graphql-transport-ws");
        await follower._socket.ConnectAsync(address, cancellationToken);
        await follower.SendAsync($$$"""{"type":"connection_init","payload":{"authorization":"Bearer {{{FollowedHost.Token}}}"}}""", cancellationToken);
        var buffer = new byte[16 * 1024];
        await follower._socket.ReceiveAsync(buffer, cancellationToken);
        var text = query.Replace("\"", "\\\"", StringComparison.Ordinal);
        await follower.SendAsync("{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"" + text + "\"}}", cancellationToken);
        follower._reading = Task.Run(() => follower.ReadAsync(buffer), CancellationToken.None);
        return follower;
    }

    public void Reset()
    {
        Volatile.Write(ref _delivered, 0);
        Volatile.Write(ref _skipped, 0);
        Latencies = [];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private Task SendAsync(string message, CancellationToken cancellationToken) =>
        _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task ReadAsync(byte[] buffer)
    {
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer, _stop.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                Look(buffer.AsSpan(0, received.Count));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // The measurement is over.
        }
    }

    private void Look(ReadOnlySpan<byte> message)
    {
        if (ValueOf(message, "\"occurredAt\":\""u8) is { IsEmpty: false } time && ++_delivered % EveryNth == 0
            && DateTimeOffset.TryParse(System.Text.Encoding.UTF8.GetString(time[..27]), System.Globalization.CultureInfo.InvariantCulture, out var occurredAt))
            Latencies.Add((TimeProvider.System.GetUtcNow() - occurredAt).TotalMilliseconds);
        if (ValueOf(message, "\"skipped\":"u8) is { IsEmpty: false } count && Utf8Parser.TryParse(count, out long skipped, out _))
            _skipped += skipped;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        var found = message.IndexOf(name);
        return found < 0 ? [] : message[(found + name.Length)..];
    }
}
