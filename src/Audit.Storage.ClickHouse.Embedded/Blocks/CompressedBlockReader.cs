using Audit.Storage.ClickHouse.Embedded.Http;

namespace Audit.Storage.ClickHouse.Embedded.Blocks;

/// <summary>Reads the data out of blocks of ClickHouse's own compression, one at a time.</summary>
internal sealed class CompressedBlockReader(Stream input) : ForwardStream
{
    private const int StartBytes = CompressedBlock.ChecksumBytes + CompressedBlock.HeaderBytes;

    private byte[] _block = new byte[StartBytes];
    private byte[] _data = [];
    private int _position;
    private int _length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_position == _length)
        {
            if (buffer.IsEmpty || !await ReadBlockAsync(cancellationToken).ConfigureAwait(false))
                return 0;
        }

        var taken = Math.Min(buffer.Length, _length - _position);
        _data.AsMemory(_position, taken).CopyTo(buffer);
        _position += taken;
        return taken;
    }

    /// <summary>Reads the next block; <see langword="false"/> at the end.</summary>
    private async ValueTask<bool> ReadBlockAsync(CancellationToken cancellationToken)
    {
        var started = await FillAsync(0, StartBytes, cancellationToken).ConfigureAwait(false);
        if (started == 0)
            return false;
        if (started < StartBytes)
            throw ClickHouseErrors.CannotReadAllData(started, StartBytes);

        var (length, dataLength) = CompressedBlock.ReadSizes(_block);
        var whole = CompressedBlock.ChecksumBytes + length;
        if (_block.Length < whole)
            Array.Resize(ref _block, whole);
        var read = StartBytes + await FillAsync(StartBytes, whole - StartBytes, cancellationToken).ConfigureAwait(false);
        if (read < whole)
            throw ClickHouseErrors.CannotReadAllData(read, whole);

        if (_data.Length < dataLength)
            _data = new byte[dataLength];
        CompressedBlock.Read(_block.AsSpan(0, whole), _data.AsSpan(0, dataLength));
        (_position, _length) = (0, dataLength);
        return true;
    }

    private ValueTask<int> FillAsync(int offset, int count, CancellationToken cancellationToken) =>
        input.ReadAtLeastAsync(_block.AsMemory(offset, count), count, throwOnEndOfStream: false, cancellationToken);
}
