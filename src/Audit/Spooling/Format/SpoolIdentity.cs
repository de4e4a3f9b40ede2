using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Audit.Spooling.Format;

/// <summary>
/// Whose spool it is, and how to read it. It stands in a file of its own and at the head of each segment: a segment that names another
/// identity was put there by somebody else.
/// </summary>
/// <param name="Salt">Random; every batch carries a number derived from it and from its segment's, so that no other spool's batch, and none of a recycled segment's former life, is taken for one of this.</param>
/// <param name="Stream">The stream of the records.</param>
/// <param name="SchemaVersion">The version of the column list the rows are encoded by.</param>
/// <param name="SectorSize">What the disk writes as one; no two batches share such a piece.</param>
/// <param name="RetentionClasses">The names of the retention classes.</param>
internal sealed record SpoolIdentity(ulong Salt, string Stream, byte SchemaVersion, int SectorSize, IReadOnlyList<string> RetentionClasses)
{
    public const int Version = 1;

    /// <summary>The most bytes that an identity takes.</summary>
    public const int MaxSize = 64 * 1024;

    private const uint Magic = 0x31_49_53_41; // ASI1
    private const int Checked = 8;
    private const int Fixed = 40;

    /// <summary>The salt of the batches in a segment.</summary>
    public ulong SaltOf(int segment) => Salt ^ unchecked((ulong)(segment + 1) * 0x9E37_79B9_7F4A_7C15);

    public long Align(long bytes) => (bytes + SectorSize - 1) / SectorSize * SectorSize;

    /// <summary>The identity as bytes, up to a full sector.</summary>
    /// <param name="segment">The number of the segment it heads; -1 in a file of its own.</param>
    public byte[] ToBytes(int segment)
    {
        var texts = new[] { Stream }.Concat(RetentionClasses).Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        var length = Fixed + texts.Sum(static text => sizeof(ushort) + text.Length);
        if (length > MaxSize)
            throw new InvalidOperationException($"The names of stream and retention classes take {length} bytes in the spool. Allowed: {MaxSize}.");

        var bytes = new byte[Align(length)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Salt);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), segment);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), SectorSize);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), SchemaVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(36), RetentionClasses.Count);
        var at = Fixed;
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), checked((ushort)text.Length));
            text.CopyTo(bytes.AsSpan(at + sizeof(ushort)));
            at += sizeof(ushort) + text.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32C.Of(bytes.AsSpan(Checked, length - Checked)));
        return bytes;
    }

    /// <summary>Reads an identity.</summary>
    /// <returns><see langword="false"/> when the bytes are none, or damaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SpoolIdentity? identity, out int segment)
    {
        identity = null;
        segment = -1;
        if (bytes.Length < Fixed || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (length < Fixed || length > bytes.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Crc32C.Of(bytes[Checked..length])
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) != Version)
            return false;

        segment = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        var at = Fixed;
        var stream = TextAt(bytes, ref at);
        var classes = new string[BinaryPrimitives.ReadInt32LittleEndian(bytes[36..])];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = TextAt(bytes, ref at);
        identity = new SpoolIdentity(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            stream,
            (byte)BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]),
            classes);
        return true;
    }

    /// <summary>Whether this is the same spool as another says it is.</summary>
    public bool IsSameAs(SpoolIdentity other) => Salt == other.Salt && Stream == other.Stream && SectorSize == other.SectorSize && SchemaVersion == other.SchemaVersion;

    private static string TextAt(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        at += sizeof(ushort) + length;
        return System.Text.Encoding.UTF8.GetString(bytes.Slice(at - length, length));
    }
}
