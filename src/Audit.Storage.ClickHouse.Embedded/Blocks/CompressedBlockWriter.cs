using System.Buffers;

namespace Audit.Storage.ClickHouse.Embedded.Blocks;

/// <summary>
/// Writes data as blocks of ClickHouse's own compression; nothing at all becomes no block. Memory does not grow with the data. Disposing it ends the last
/// block, flushing it before that an earlier one.
/// </summary>
internal sealed class CompressedBlockWriter(Stream output, bool leaveOpen) : Stream
{
    // Given back when all went well; whoever is interrupted may still be writing.
    private readonly byte[] _data = ArrayPool<byte>.Shared.Rent(CompressedBlock.DataBytes);
    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(CompressedBlock.MaxLength(CompressedBlock.DataBytes));
    private int _length;
    private bool _disposed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, CompressedBlock.DataBytes - _length);
            buffer[..taken].CopyTo(_data.AsMemory(_length));
            _length += taken;
            buffer = buffer[taken..];
            if (_length == CompressedBlock.DataBytes)
                await WriteBlockAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await WriteBlockAsync(cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await WriteBlockAsync(CancellationToken.None).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(_data);
        ArrayPool<byte>.Shared.Return(_block);
        if (!leaveOpen)
            await output.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask WriteBlockAsync(CancellationToken cancellationToken)
    {
        if (_length == 0)
            return;
        var written = CompressedBlock.Write(_data.AsSpan(0, _length), _block);
        _length = 0;
        await output.WriteAsync(_block.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
    }
}
