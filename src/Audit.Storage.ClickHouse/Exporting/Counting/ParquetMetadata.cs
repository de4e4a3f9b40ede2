namespace Audit.Storage.ClickHouse.Exporting.Counting;

/// <summary>
/// Reads what is needed of a Parquet file's metadata: <c>FileMetaData { 1: i32 version, 2: list&lt;SchemaElement&gt; schema, 3: i64 num_rows, … }</c> in
/// Thrift's compact protocol.
/// </summary>
internal ref struct ParquetMetadata
{
    private const int NumRows = 3;
    private const int Deepest = 16;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    private ParquetMetadata(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The number of rows; <see langword="null"/> when these bytes are no metadata.</summary>
    public static long? ReadRowCount(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new ParquetMetadata(bytes);
            var field = 0;
            while (reader.NextField(ref field) is var type and not Kind.Stop)
            {
                if (field == NumRows)
                    return type == Kind.Int64 ? reader.ZigZag() : null;
                reader.Skip(type, 0);
            }

            return null;
        }
        catch (Exception malformed) when (malformed is IndexOutOfRangeException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private Kind NextField(ref int field)
    {
        var header = _bytes[_position++];
        var type = (Kind)(header & 0x0F);
        if (type == Kind.Stop)
            return type;
        field = header >> 4 is var delta and not 0 ? field + delta : (int)ZigZag();
        return type;
    }

    private void Skip(Kind type, int depth)
    {
        if (depth > Deepest)
            throw new FormatException();
        switch (type)
        {
            case Kind.True or Kind.False:
                break;
            case Kind.Byte:
                _position++;
                break;
            case Kind.Int16 or Kind.Int32 or Kind.Int64:
                Varint();
                break;
            case Kind.Double:
                _position += sizeof(double);
                break;
            case Kind.Binary:
                // Apart, because reading it moves the position, too.
                var length = checked((int)Varint());
                _position += length;
                break;
            case Kind.List or Kind.Set:
                SkipList(depth);
                break;
            case Kind.Struct:
                var field = 0;
                while (NextField(ref field) is var inner and not Kind.Stop)
                    Skip(inner, depth + 1);
                break;
            default:
                throw new FormatException();
        }
    }

    private void SkipList(int depth)
    {
        var header = _bytes[_position++];
        var count = header >> 4 is var few and not 0x0F ? (ulong)few : Varint();
        for (var i = 0UL; i < count; i++)
            Skip((Kind)(header & 0x0F), depth + 1);
    }

    private long ZigZag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new FormatException();
    }

    /// <summary>The types of the compact protocol.</summary>
    private enum Kind : byte
    {
        Stop,
        True,
        False,
        Byte,
        Int16,
        Int32,
        Int64,
        Double,
        Binary,
        List,
        Set,
        Map,
        Struct,
    }
}
