using System.Buffers.Binary;
using Audit.Spooling.Format;

namespace Audit.Spooling.Cursors;

/// <summary>How far a spool is delivered.</summary>
/// <param name="Acknowledged">The sequence up to which the store has everything, or it is declared as lost.</param>
/// <param name="Intent">What was about to be sent; its outcome is not known. <see langword="null"/> when nothing was.</param>
internal readonly record struct CursorState(ulong Acknowledged, DeliveryIntent? Intent)
{
    public const int Size = 104;

    private const uint Magic = 0x31_43_53_41; // ASC1
    private const int Checked = 8;

    public void Write(Span<byte> target, ulong salt, ulong generation)
    {
        target[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], salt);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], generation);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], Acknowledged);
        if (Intent is { } intent)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target[32..], intent.First);
            BinaryPrimitives.WriteUInt64LittleEndian(target[40..], intent.Last);
            BinaryPrimitives.WriteInt32LittleEndian(target[48..], intent.RetentionClass);
            BinaryPrimitives.WriteUInt64LittleEndian(target[52..], intent.Token.First);
            BinaryPrimitives.WriteUInt64LittleEndian(target[60..], intent.Token.Last);
            intent.Token.Hash.CopyTo(target[68..]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Crc32C.Of(target[Checked..Size]));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, ulong salt, out CursorState state, out ulong generation)
    {
        state = default;
        generation = 0;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(source[8..]) != salt
            || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != Crc32C.Of(source[Checked..Size]))
            return false;

        generation = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]);
        state = new CursorState(BinaryPrimitives.ReadUInt64LittleEndian(source[24..]), IntentOf(source));
        return true;
    }

    private static DeliveryIntent? IntentOf(ReadOnlySpan<byte> source)
    {
        var last = BinaryPrimitives.ReadUInt64LittleEndian(source[40..]);
        if (last == 0)
            return null;

        var token = new BatchToken(
            BinaryPrimitives.ReadUInt64LittleEndian(source[52..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[60..]),
            source.Slice(68, BatchToken.HashSize).ToArray());
        return new DeliveryIntent(BinaryPrimitives.ReadUInt64LittleEndian(source[32..]), last, BinaryPrimitives.ReadInt32LittleEndian(source[48..]), token);
    }
}
