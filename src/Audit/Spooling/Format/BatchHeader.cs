using System.Buffers.Binary;

namespace Audit.Spooling.Format;

/// <summary>
/// The head of a batch in a segment. Behind it lie an index entry per record (<see cref="RecordEntry"/>), the rows, and zeros up to the next sector.
/// </summary>
/// <param name="First">The sequence of its first record; the others follow without gaps.</param>
/// <param name="Skipped">How many sequences before the first were given up knowingly, and declared as lost.</param>
/// <param name="Count">The number of records.</param>
/// <param name="RowBytes">The bytes of the rows.</param>
/// <param name="IndexCheck">The CRC of the index.</param>
/// <param name="WrittenAt">When it was written, in milliseconds since 1970-01-01 UTC.</param>
internal readonly record struct BatchHeader(ulong First, ulong Skipped, int Count, int RowBytes, uint IndexCheck, long WrittenAt)
{
    public const int Size = 64;

    private const uint Magic = 0x31_42_53_41; // ASB1
    private const int Checked = 8;

    public ulong Last => First + (ulong)Count - 1;

    /// <summary>From where on a batch in an older segment is void.</summary>
    public ulong Voids => First - Skipped;

    public int IndexBytes => Count * RecordEntry.Size;

    /// <summary>The bytes of the whole batch, without the padding.</summary>
    public long Bytes => Size + (long)IndexBytes + RowBytes;

    /// <summary>Writes the head for one place: it is no head anywhere else.</summary>
    public void Write(Span<byte> target, ulong salt, long offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], salt);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], First);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], Skipped);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], WrittenAt);
        BinaryPrimitives.WriteInt32LittleEndian(target[48..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(target[52..], RowBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(target[56..], IndexCheck);
        BinaryPrimitives.WriteUInt32LittleEndian(target[60..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Crc32C.Of(target[Checked..Size]));
    }

    /// <summary>Whether a look at the rest is worth it.</summary>
    public static bool MayBeginWith(ReadOnlySpan<byte> source) => source.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(source) == Magic;

    /// <summary>Reads the head of a batch that belongs to this place.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ulong salt, long offset, out BatchHeader header)
    {
        header = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(source[8..]) != salt
            || BinaryPrimitives.ReadInt64LittleEndian(source[16..]) != offset
            || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != Crc32C.Of(source[Checked..Size]))
            return false;

        header = new BatchHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[48..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[52..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[56..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]));
        return header is { Count: > 0, RowBytes: >= 0 } && header.First > header.Skipped;
    }
}
