using System.Buffers.Binary;
using System.Net;

namespace Audit.Storage.ClickHouse.Reading.Rows;

/// <summary>Reads values of ClickHouse's RowBinary format from a complete answer.</summary>
internal ref struct RowBinaryReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly bool IsAtEnd => _position >= _bytes.Length;

    public byte UInt8() => Take(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Float64() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Whether a nullable value is none.</summary>
    public bool IsNull() => UInt8() != 0;

    /// <summary>A number of elements or bytes in base 128.</summary>
    public int Length()
    {
        var length = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = UInt8();
            length |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return checked((int)length);
        }
    }

    public ReadOnlySpan<byte> Text() => Take(Length());

    /// <summary>Two halves, each little-endian.</summary>
    public Guid Uuid()
    {
        Span<byte> value = stackalloc byte[16];
        Take(16).CopyTo(value);
        value[..8].Reverse();
        value[8..].Reverse();
        return new Guid(value, bigEndian: true);
    }

    /// <summary>An address; mapped IPv4 as IPv4, <see langword="null"/> for <c>::</c>.</summary>
    public IPAddress? Address()
    {
        var value = Take(16);
        if (value.IndexOfAnyExcept((byte)0) < 0)
            return null;
        var address = new IPAddress(value);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _bytes.Slice(_position, length);
        _position += length;
        return taken;
    }
}
