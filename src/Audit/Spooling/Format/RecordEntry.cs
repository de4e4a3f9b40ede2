using System.Buffers.Binary;

namespace Audit.Spooling.Format;

/// <summary>What the index of a batch says of a record.</summary>
/// <param name="Length">The bytes of its row.</param>
/// <param name="LeafCheck">What sealing gave it; see <see cref="Storage.SealedRow"/>.</param>
/// <param name="ExpiresAt">When it may be deleted, in seconds since 1970-01-01 UTC.</param>
/// <param name="RowCheck">The CRC of its row.</param>
/// <param name="RetentionClass">Its retention class, by its place among those of the identity.</param>
internal readonly record struct RecordEntry(int Length, uint LeafCheck, uint ExpiresAt, uint RowCheck, int RetentionClass)
{
    public const int Size = 20;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], LeafCheck);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], ExpiresAt);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], RowCheck);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], RetentionClass);
    }

    public static RecordEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt32LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
        BinaryPrimitives.ReadInt32LittleEndian(source[16..]));
}
