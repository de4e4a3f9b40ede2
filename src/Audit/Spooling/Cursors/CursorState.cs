using System.Buffers.Binary;
using Audit.Spooling.Format;

namespace Audit.Spooling.Cursors;

/// <summary>How far a spool is delivered.</summary>
/// <param name="Acknowledged">The sequence up to which the store has everything, or it is declared as lost.</param>
/// <param name="Intent">What was about to be sent; its outcome is not known. <see langword="null"/> when nothing was.</param>
/// <param name="Next">What was to be sent right after it, and may have been. <see langword="null"/> when that was not known yet.</param>
internal readonly record struct CursorState(ulong Acknowledged, DeliveryIntent? Intent, DeliveryIntent? Next)
{
    public const int Size = IntentsAt + (2 * IntentSize);

    private const uint Magic = 0x32_43_53_41; // ASC2
    private const int Checked = 8;
    private const int IntentsAt = 32;
    private const int IntentSize = 36 + BatchToken.HashSize + 4;

    public void Write(Span<byte> target, ulong salt, ulong generation)
    {
        target[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], salt);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], generation);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], Acknowledged);
        WriteIntent(target[IntentsAt..], Intent);
        WriteIntent(target[(IntentsAt + IntentSize)..], Next);
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
        state = new CursorState(
            BinaryPrimitives.ReadUInt64LittleEndian(source[24..]), ReadIntent(source[IntentsAt..]), ReadIntent(source[(IntentsAt + IntentSize)..]));
        return true;
    }

    private static void WriteIntent(Span<byte> target, DeliveryIntent? intent)
    {
        if (intent is null)
            return;
        BinaryPrimitives.WriteUInt64LittleEndian(target, intent.First);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], intent.Last);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], intent.RetentionClass);
        BinaryPrimitives.WriteUInt64LittleEndian(target[20..], intent.Token.First);
        BinaryPrimitives.WriteUInt64LittleEndian(target[28..], intent.Token.Last);
        intent.Token.Hash.CopyTo(target[36..]);
    }

    private static DeliveryIntent? ReadIntent(ReadOnlySpan<byte> source)
    {
        var last = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]);
        if (last == 0)
            return null;

        var token = new BatchToken(
            BinaryPrimitives.ReadUInt64LittleEndian(source[20..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[28..]),
            source.Slice(36, BatchToken.HashSize).ToArray());
        return new DeliveryIntent(BinaryPrimitives.ReadUInt64LittleEndian(source), last, BinaryPrimitives.ReadInt32LittleEndian(source[16..]), token);
    }
}
