namespace Audit.Storage.ClickHouse.Writing;

/// <summary>
/// Reads a block. Whoever still reads after <see cref="Stream.Dispose()"/>, because a cancelled request is not over yet on its other end, gets an
/// error and never the bytes of the next block.
/// </summary>
internal sealed class NativeBlockStream(NativeBlock block) : Stream
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _pieces = block.Pieces;
    private readonly Lock _reading = new();
    private int _piece;
    private int _offset;
    private long _position;
    private bool _closed;

    public override bool CanRead => !_closed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; } = block.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var total = 0;
            while (total < buffer.Length && _piece < _pieces.Count)
            {
                var rest = _pieces[_piece].Span[_offset..];
                var count = Math.Min(rest.Length, buffer.Length - total);
                rest[..count].CopyTo(buffer[total..]);
                total += count;
                _offset += count;
                if (count == rest.Length)
                {
                    _piece++;
                    _offset = 0;
                }
            }

            _position += total;
            return total;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new ValueTask<int>(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        lock (_reading)
            _closed = true;
        base.Dispose(disposing);
    }
}
