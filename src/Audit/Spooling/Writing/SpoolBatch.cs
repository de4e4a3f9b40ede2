using System.Numerics;
using Audit.Spooling.Format;
using Audit.Storage;

namespace Audit.Spooling.Writing;

/// <summary>A batch as it is written to a segment. Its buffer is used again. Not thread-safe.</summary>
internal sealed class SpoolBatch(int sectorSize)
{
    private const int FirstCapacity = 64 * 1024;

    /// <summary>A buffer beyond this is not kept for batches that do not need it.</summary>
    private const int KeptCapacity = 32 * 1024 * 1024;

    private byte[] _bytes = new byte[FirstCapacity];

    public BatchHeader Header { get; private set; }

    /// <summary>The bytes it takes in a segment.</summary>
    public int Size { get; private set; }

    /// <summary>Takes records; the one place where rows are copied on their way to the disk.</summary>
    /// <param name="rows">The bytes of the rows, one after the other.</param>
    /// <param name="index">Where each lies.</param>
    /// <param name="classes">The retention class of each.</param>
    /// <param name="skipped">How many sequences before the first were given up.</param>
    /// <param name="writtenAt">The time, in milliseconds since 1970-01-01 UTC.</param>
    public void Fill(ReadOnlySpan<byte> rows, ReadOnlySpan<SealedRow> index, ReadOnlySpan<byte> classes, ulong skipped, long writtenAt)
    {
        var header = new BatchHeader(index[0].Sequence, skipped, index.Length, rows.Length, 0, writtenAt);
        Reserve(header);
        var entries = _bytes.AsSpan(BatchHeader.Size, header.IndexBytes);
        for (var i = 0; i < index.Length; i++)
        {
            ref readonly var row = ref index[i];
            var check = Crc32C.Of(rows.Slice(row.Offset, row.Length));
            new RecordEntry(row.Length, row.LeafCheck, row.ExpiresAt, check, classes[i]).Write(entries[(i * RecordEntry.Size)..]);
        }

        rows.CopyTo(_bytes.AsSpan(BatchHeader.Size + header.IndexBytes));
        Header = header with { IndexCheck = Crc32C.Of(entries) };
    }

    /// <summary>Room for a batch that was read from another segment.</summary>
    /// <returns>Where its index and rows go.</returns>
    public Span<byte> Take(in BatchHeader header)
    {
        Reserve(header);
        Header = header;
        return _bytes.AsSpan(BatchHeader.Size, header.IndexBytes + header.RowBytes);
    }

    /// <summary>The bytes for one place in one segment.</summary>
    public ReadOnlySpan<byte> For(ulong salt, long offset)
    {
        Header.Write(_bytes, salt, offset);
        return _bytes.AsSpan(0, Size);
    }

    private void Reserve(in BatchHeader header)
    {
        Size = checked((int)((header.Bytes + sectorSize - 1) / sectorSize * sectorSize));
        if (_bytes.Length < Size || (_bytes.Length > KeptCapacity && Size <= KeptCapacity))
            _bytes = new byte[Size <= KeptCapacity ? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Size, FirstCapacity)) : Size];
        _bytes.AsSpan((int)header.Bytes, Size - (int)header.Bytes).Clear();
    }
}
