using System.Buffers;
using System.Buffers.Binary;

namespace Audit.Storage.ClickHouse.Exporting.Counting;

/// <summary>Reads the number of rows from the end of the file, which tells it, and which a file that was cut off does not have.</summary>
internal sealed class ParquetRowCounter : IRowCounter, IDisposable
{
    /// <summary>Room for the metadata of the largest export: about 5 KB for each group of rows.</summary>
    private const int TailLength = 8 << 20;
    private const int EndLength = 8;

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    private readonly byte[] _tail = ArrayPool<byte>.Shared.Rent(TailLength);
    private long _length;

    /// <summary>Not known before the end.</summary>
    public long Rows { get; private set; }

    public void Add(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            var position = (int)(_length % TailLength);
            var count = Math.Min(part.Length, TailLength - position);
            part[..count].CopyTo(_tail.AsSpan(position));
            _length += count;
            part = part[count..];
        }
    }

    public long? Complete()
    {
        if (_length < Magic.Length + EndLength)
            return null;

        Span<byte> end = stackalloc byte[EndLength];
        Copy(EndLength, end);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (!end[sizeof(uint)..].SequenceEqual(Magic) || length + EndLength > Math.Min(_length, TailLength))
            return null;

        var metadata = ArrayPool<byte>.Shared.Rent((int)length + EndLength);
        try
        {
            Copy((int)length + EndLength, metadata);
            if (ParquetMetadata.ReadRowCount(metadata.AsSpan(0, (int)length)) is not { } rows)
                return null;
            Rows = rows;
            return rows;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(metadata);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_tail);

    /// <summary>Copies what came last.</summary>
    private void Copy(int count, Span<byte> destination)
    {
        var start = (int)((_length - count) % TailLength);
        var first = Math.Min(count, TailLength - start);
        _tail.AsSpan(start, first).CopyTo(destination);
        _tail.AsSpan(0, count - first).CopyTo(destination[first..]);
    }
}
