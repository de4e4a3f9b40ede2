using System.Buffers.Binary;
using Audit.Schema;

namespace Audit.Testing;

/// <summary>
/// Reads a row back by nothing but the column list: the slow and obvious twin of the encoder.
/// Texts become strings, arrays <c>string?[]</c>, maps arrays of pairs in the order of the bytes.
/// </summary>
public static class NaiveRowReader
{
    private static readonly System.Text.UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static IReadOnlyDictionary<string, object?> Read(ReadOnlySpan<byte> row)
    {
        var values = new Dictionary<string, object?>();
        var position = 0;
        foreach (var column in AuditSchema.Columns)
            values.Add(column.Name, ReadValue(column.Type, row, ref position));

        return position == row.Length
            ? values
            : throw new InvalidDataException($"The row has {row.Length} bytes, its columns {position}.");
    }

    private static object? ReadValue(AuditColumnType type, ReadOnlySpan<byte> row, ref int position) => type switch
    {
        AuditColumnType.UInt8 => row[position++],
        AuditColumnType.Bool => row[position++] switch { 0 => false, 1 => true, var other => throw new InvalidDataException($"Bool {other}") },
        AuditColumnType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(Take(row, ref position, 4)),
        AuditColumnType.Seconds => BinaryPrimitives.ReadUInt32LittleEndian(Take(row, ref position, 4)),
        AuditColumnType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(Take(row, ref position, 8)),
        AuditColumnType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Take(row, ref position, 8)),
        AuditColumnType.Microseconds => BinaryPrimitives.ReadInt64LittleEndian(Take(row, ref position, 8)),
        AuditColumnType.Uuid => ReadUuid(Take(row, ref position, 16)),
        AuditColumnType.IPv6 => new System.Net.IPAddress(Take(row, ref position, 16)),
        AuditColumnType.NullableInt32 => row[position++] == 1 ? null : BinaryPrimitives.ReadInt32LittleEndian(Take(row, ref position, 4)),
        AuditColumnType.String => ReadText(row, ref position),
        AuditColumnType.StringArray => ReadTexts(row, ref position, nullable: false),
        AuditColumnType.NullableStringArray => ReadTexts(row, ref position, nullable: true),
        AuditColumnType.StringMap => ReadMap(row, ref position),
        _ => throw new InvalidDataException($"No reader for {type}."),
    };

    private static Guid ReadUuid(ReadOnlySpan<byte> bytes)
    {
        var high = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        return Guid.ParseExact($"{high:x16}{low:x16}", "N");
    }

    private static string ReadText(ReadOnlySpan<byte> row, ref int position)
    {
        var length = ReadLength(row, ref position);
        return Strict.GetString(Take(row, ref position, length));
    }

    private static string?[] ReadTexts(ReadOnlySpan<byte> row, ref int position, bool nullable)
    {
        var texts = new string?[ReadLength(row, ref position)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = nullable && row[position++] == 1 ? null : ReadText(row, ref position);
        return texts;
    }

    private static KeyValuePair<string, string>[] ReadMap(ReadOnlySpan<byte> row, ref int position)
    {
        var pairs = new KeyValuePair<string, string>[ReadLength(row, ref position)];
        for (var i = 0; i < pairs.Length; i++)
        {
            var key = ReadText(row, ref position);
            pairs[i] = new(key, ReadText(row, ref position));
        }

        return pairs;
    }

    private static int ReadLength(ReadOnlySpan<byte> row, ref int position)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var part = row[position++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return checked((int)value);
        }
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> row, ref int position, int count)
    {
        var bytes = row.Slice(position, count);
        position += count;
        return bytes;
    }
}
