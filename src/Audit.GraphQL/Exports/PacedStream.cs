using System.Diagnostics.CodeAnalysis;

namespace Audit.GraphQL.Exports;

/// <summary>
/// Sends to a client that has to keep up: one that takes nothing, or next to nothing, would hold the engine's query for as long as it likes. Begins the response with its first bytes.
/// </summary>
/// <param name="inner">The response's body.</param>
/// <param name="begin">Called before the first bytes.</param>
/// <param name="options">How fast a client has to be.</param>
/// <param name="time">The clock.</param>
internal sealed class PacedStream(Stream inner, Action begin, AuditGraphQLOptions options, TimeProvider time) : Stream
{
    /// <summary>As much as servers buffer of a response: more at a time would not tell whether the client takes any of it.</summary>
    private const int PartLength = 64 << 10;

    private TimeSpan _waited;
    private long _sent;
    private bool _hasBegun;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    [SuppressMessage("Design", "CA1065:Do not raise exceptions in unexpected locations", Justification = "A stream that cannot seek says so")]
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The client is too slow.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Begin();
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(PartLength, buffer.Length)];
            await WritePartAsync(part, cancellationToken).ConfigureAwait(false);
            buffer = buffer[part.Length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Begins the response, when nothing was written at all.</summary>
    public void Begin()
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        begin();
    }

    public override void Flush() => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask WritePartAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(options.ExportStallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        var began = time.GetTimestamp();
        try
        {
            await inner.WriteAsync(part, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The client takes nothing.");
        }

        _sent += part.Length;
        _waited += time.GetElapsedTime(began);
        if (_waited > options.ExportStallTimeout && _sent < _waited.TotalSeconds * options.ExportMinBytesPerSecond)
            throw new IOException("The client takes too little.");
    }
}
