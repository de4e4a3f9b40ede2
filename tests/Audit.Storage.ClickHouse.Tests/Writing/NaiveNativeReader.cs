using System.Buffers.Binary;
using System.Net;

namespace Audit.Storage.ClickHouse.Tests.Writing;

/// <summary>
/// Reads blocks in the Native format by nothing but the types they name: the slow and obvious twin of the transposer. Values are those of the naive row
/// reader: texts as strings, arrays as <c>string?[]</c>, maps as arrays of pairs.
/// </summary>
internal sealed class NaiveNativeReader(byte[] bytes)
{
    private static readonly System.Text.UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private int _position;

    /// <summary>All rows of all blocks.</summary>
    public static List<Dictionary<string, object?>> Read(byte[] bytes)
    {
        var reader = new NaiveNativeReader(bytes);
        var rows = new List<Dictionary<string, object?>>();
        while (reader._position < bytes.Length)
            reader.ReadBlock(rows);
        return rows;
    }

    private void ReadBlock(List<Dictionary<string, object?>> rows)
    {
        var columns = ReadCount();
        var count = ReadCount();
        var first = rows.Count;
        for (var i = 0; i < count; i++)
            rows.Add([]);
        for (var c = 0; c < columns; c++)
        {
            var name = ReadText();
            var type = ReadText();
            if (count == 0)
                continue;
            ReadPrefix(type);
            var values = ReadValues(type, count);
            for (var i = 0; i < count; i++)
                rows[first + i].Add(name, values[i]);
        }
    }

    private void ReadPrefix(string type)
    {
        if (type.Contains("LowCardinality(", StringComparison.Ordinal))
            Assert.Equal(1UL, ReadUInt64());
    }

    private object?[] ReadValues(string type, int count)
    {
        if (Inner(type, "LowCardinality") is { } texts)
            return ReadDictionary(texts, count);
        if (Inner(type, "Nullable") is { } nullable)
        {
            var isNull = Take(count).ToArray();
            return [.. ReadValues(nullable, count).Select((value, i) => isNull[i] == 1 ? null : value)];
        }

        if (Inner(type, "Array") is { } element)
        {
            var ends = ReadEnds(count);
            var elements = ReadValues(element, ends[^1]);
            return [.. ends.Select((end, i) => elements[(i == 0 ? 0 : ends[i - 1])..end].Cast<string?>().ToArray())];
        }

        if (Inner(type, "Map") is { } pair)
        {
            var comma = pair.LastIndexOf(", ", StringComparison.Ordinal);
            var ends = ReadEnds(count);
            var keys = ReadValues(pair[..comma], ends[^1]);
            var values = ReadValues(pair[(comma + 2)..], ends[^1]);
            var pairs = keys.Zip(values, (key, value) => new KeyValuePair<string, string>((string)key!, (string)value!)).ToArray();
            return [.. ends.Select((end, i) => pairs[(i == 0 ? 0 : ends[i - 1])..end])];
        }

        var plain = new object?[count];
        for (var i = 0; i < count; i++)
            plain[i] = ReadPlain(type);
        return plain;
    }

    private object ReadPlain(string type) => type switch
    {
        "UInt8" => Take(1)[0],
        "Bool" => Take(1)[0] == 1,

        // To clients that tell no revision the engine names the type without its time zone.
        "UInt32" or "DateTime('UTC')" or "DateTime" => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
        "Int32" => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        "UInt64" => ReadUInt64(),
        "Int64" or "DateTime64(6, 'UTC')" => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
        "UUID" => Guid.ParseExact($"{ReadUInt64():x16}{ReadUInt64():x16}", "N"),
        "IPv6" => new IPAddress(Take(16)),
        "String" => ReadText(),
        _ => throw new InvalidDataException($"No reader for {type}."),
    };

    private object?[] ReadDictionary(string type, int count)
    {
        if (count == 0)
            return [];
        var flags = ReadUInt64();
        Assert.Equal(0x600UL, flags & ~0xFFUL);
        var texts = ReadValues(type, (int)ReadUInt64());
        Assert.Equal((ulong)count, ReadUInt64());
        var values = new object?[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = texts[(flags & 0xFF) switch
            {
                0 => Take(1)[0],
                1 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
                2 => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
                var width => throw new InvalidDataException($"Indexes of width {width}"),
            }];
        }

        return values;
    }

    private int[] ReadEnds(int count)
    {
        var ends = new int[count];
        for (var i = 0; i < count; i++)
            ends[i] = checked((int)ReadUInt64());
        return ends;
    }

    private static string? Inner(string type, string outer) =>
        type.StartsWith(outer + "(", StringComparison.Ordinal) ? type[(outer.Length + 1)..^1] : null;

    private string ReadText() => Strict.GetString(Take(ReadCount()));

    private int ReadCount()
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(1)[0];
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(int count)
    {
        _position += count;
        return bytes.AsSpan(_position - count, count);
    }
}
