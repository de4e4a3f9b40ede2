using System.Buffers;
using System.Net.WebSockets;

namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>Whole messages over a WebSocket. Any thread may send and close; one reads.</summary>
/// <remarks>
/// Cancelling a read tears the connection down before a close frame is sent, so reading is never cancelled: whoever closes sends the close frame, and
/// the reader ends with that of the other side, or soon after.
/// </remarks>
internal sealed class SocketConnection : IDisposable
{
    private const int ReadAtOnce = 4096;
    private const int LargestKept = 1 << 20;

    /// <summary>How long the other side may take to answer a close frame.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenRegistration _aborting;
    private readonly WebSocket _socket;
    private readonly int _maxMessageBytes;
    private readonly TimeSpan _sendTimeout;
    private readonly TimeProvider _time;
    private MemoryStream _outgoing = new();
    private int _isClosing;

    public SocketConnection(WebSocket socket, int maxMessageBytes, TimeSpan sendTimeout, TimeProvider time)
    {
        _socket = socket;
        _maxMessageBytes = maxMessageBytes;
        _sendTimeout = sendTimeout;
        _time = time;
        _aborting = _end.Token.Register(static aborted => ((WebSocket)aborted!).Abort(), socket);
    }

    /// <summary>Reads the next message.</summary>
    /// <returns><see langword="null"/> when the connection has ended.</returns>
    /// <exception cref="SocketClosedException">The message is not allowed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        var message = new ArrayBufferWriter<byte>(ReadAtOnce);
        while (true)
        {
            if (await ReceivePartAsync(message.GetMemory(ReadAtOnce)).ConfigureAwait(false) is not { } part || part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Advance(part.Count);
            if (message.WrittenCount > _maxMessageBytes)
                throw new SocketClosedException(CloseCodes.TooBig, FormattableString.Invariant($"A message is longer than {_maxMessageBytes} bytes"));
            if (part.MessageType != WebSocketMessageType.Text)
                throw new SocketClosedException(CloseCodes.BadRequest, "Messages must be text");
            if (part.EndOfMessage)
                return message.WrittenMemory;
        }
    }

    /// <summary>Sends a message, which is written while no other is.</summary>
    /// <returns>Whether it was sent: the connection may have ended.</returns>
    public async Task<bool> SendAsync<T>(T state, Func<T, Stream, Task> write)
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isClosing != 0 || _socket.State != WebSocketState.Open)
                return false;
            _outgoing.SetLength(0);
            await write(state, _outgoing).ConfigureAwait(false);

            // Who does not read holds nobody up for ever.
            using var limit = new CancellationTokenSource(_sendTimeout, _time);
            await _socket.SendAsync(_outgoing.GetBuffer().AsMemory(0, (int)_outgoing.Length), WebSocketMessageType.Text, endOfMessage: true, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            _socket.Abort();
            return false;
        }
        finally
        {
            if (_outgoing.Capacity > LargestKept)
                _outgoing = new MemoryStream();
            _sending.Release();
        }
    }

    /// <summary>Sends a close frame, if none was sent yet, and waits a moment for that of the other side.</summary>
    public async Task CloseAsync(int code, string reason)
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0)
            return;

        // Whether the frame cannot be sent, or is not answered: the connection ends.
        _end.CancelAfter(CloseTimeout);
        try
        {
            await _sending.WaitAsync(_end.Token).ConfigureAwait(false);
            try
            {
                await _socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, _end.Token).ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            _socket.Abort();
        }
    }

    /// <summary>After a close frame was sent: reads what still comes, until the other side's or the end.</summary>
    public async Task DrainAsync()
    {
        var nothing = new byte[ReadAtOnce];
        while (await ReceivePartAsync(nothing).ConfigureAwait(false) is { MessageType: not WebSocketMessageType.Close })
        {
        }
    }

    public void Dispose()
    {
        _aborting.Dispose();
        _end.Dispose();
        _outgoing.Dispose();
        _sending.Dispose();
    }

    private async ValueTask<ValueWebSocketReceiveResult?> ReceivePartAsync(Memory<byte> buffer)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            return null;
        }
    }

    private static bool IsEnd(Exception failure) =>
        failure is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException;
}
