using System.Net.Sockets;

namespace Audit.GraphQL.Tests.Exports;

/// <summary>A client that asks for an export and takes it at a pace of its own, with as little room for what it has not taken as the system lets it have.</summary>
internal sealed class SlowReader : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };

    /// <summary>The bytes it took.</summary>
    public long Taken { get; private set; }

    public static async Task<SlowReader> AskAsync(Uri address, string token, string body, CancellationToken cancellationToken)
    {
        var reader = new SlowReader();
        await reader._socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        var request = $"POST /export HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await reader._socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(request), cancellationToken);
        return reader;
    }

    /// <summary>Takes so many bytes ten times a second, until there are no more.</summary>
    /// <returns>Whether the answer came to its end, rather than being cut off.</returns>
    public async Task<bool> ReadAsync(int atATime, CancellationToken cancellationToken)
    {
        var buffer = new byte[atATime];
        var last = "";
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            for (var left = atATime; left > 0;)
            {
                int read;
                try
                {
                    read = await _socket.ReceiveAsync(buffer.AsMemory(0, left), cancellationToken);
                }
                catch (SocketException)
                {
                    return false;
                }

                if (read == 0)
                    return last.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
                Taken += read;
                left -= read;
                last = (last + System.Text.Encoding.Latin1.GetString(buffer, 0, read))[^Math.Min(16, last.Length + read)..];
            }
        }

        return false;
    }

    public void Dispose() => _socket.Dispose();
}
