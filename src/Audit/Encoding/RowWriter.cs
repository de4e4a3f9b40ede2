using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Audit.Encoding;

/// <summary>Writes values as RowBinary into a buffer that grows and is used again. Not thread-safe.</summary>
internal sealed class RowWriter(int capacity)
{
    /// <summary>Texts of so many characters have at most 127 bytes, so that their length takes one byte.</summary>
    private const int LongestShortText = 127 / 3;

    private readonly List<string> _columnsWithLoneSurrogates = [];
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);
    private int _length;

    public int Length => _length;

    public int Capacity => _bytes.Length;

    /// <summary>The columns in which a lone surrogate was replaced since <see cref="ClearFlags"/>.</summary>
    public IReadOnlyList<string> ColumnsWithLoneSurrogates => _columnsWithLoneSurrogates;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    /// <summary>What was written from an offset on, to be changed in place.</summary>
    public Span<byte> From(int offset) => _bytes.AsSpan(offset, _length - offset);

    public void Truncate(int length) => _length = length;

    public void ClearFlags() => _columnsWithLoneSurrogates.Clear();

    public void UInt8(byte value) => Reserve(1)[0] = value;

    public void Bool(bool value) => UInt8(value ? (byte)1 : (byte)0);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void NullableInt32(int? value)
    {
        if (value is not { } number)
        {
            UInt8(1);
            return;
        }

        var target = Reserve(5);
        target[0] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(target[1..], number);
    }

    /// <summary>The two halves of the UUID, each little-endian.</summary>
    public void Uuid(Guid value)
    {
        var target = Reserve(16);
        value.TryWriteBytes(target, bigEndian: true, out _);
        target[..8].Reverse();
        target[8..].Reverse();
    }

    /// <summary>The text of a UUID; empty for <see cref="Guid.Empty"/>.</summary>
    public void UuidText(Guid value)
    {
        if (value == Guid.Empty)
        {
            UInt8(0);
            return;
        }

        var target = Reserve(37);
        target[0] = 36;
        value.TryFormat(target[1..], out _);
    }

    /// <summary>Sixteen bytes in network order, IPv4 mapped; zeros for none.</summary>
    public void IPv6(IPAddress? value)
    {
        var target = Reserve(16);
        if (value is { AddressFamily: AddressFamily.InterNetworkV6 })
        {
            value.TryWriteBytes(target, out _);
            return;
        }

        target.Clear();
        if (value is null)
            return;
        target[10] = 0xFF;
        target[11] = 0xFF;
        value.TryWriteBytes(target[12..], out _);
    }

    /// <summary>An unsigned number in base 128, lowest seven bits first.</summary>
    public void Leb128(int value)
    {
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            UInt8((byte)(rest | 0x80));
            rest >>= 7;
        }

        UInt8((byte)rest);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>A text as UTF-8 behind its length; <see langword="null"/> as the empty text. Lone surrogates become U+FFFD and are noted.</summary>
    public void Text(string column, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            UInt8(0);
        }
        else if (value.Length <= LongestShortText)
        {
            // Reserved for the worst case: what is not needed is given back.
            var start = _length;
            var target = Reserve(1 + value.Length * 3);
            var written = Transcode(column, value, target[1..]);
            target[0] = (byte)written;
            _length = start + 1 + written;
        }
        else
        {
            var count = System.Text.Encoding.UTF8.GetByteCount(value);
            Leb128(count);
            Transcode(column, value, Reserve(count));
        }
    }

    public void Texts(string column, ImmutableArray<string> values)
    {
        var span = values.AsSpan();
        Leb128(span.Length);
        foreach (var value in span)
            Text(column, value);
    }

    public void NullableText(string column, string? value)
    {
        if (value is null)
        {
            UInt8(1);
            return;
        }

        UInt8(0);
        Text(column, value);
    }

    public void FlagLoneSurrogate(string column)
    {
        if (!_columnsWithLoneSurrogates.Contains(column))
            _columnsWithLoneSurrogates.Add(column);
    }

    private int Transcode(string column, string value, Span<byte> target)
    {
        if (Utf8.FromUtf16(value, target, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
            return written;

        FlagLoneSurrogate(column);
        Utf8.FromUtf16(value, target, out _, out written, replaceInvalidSequences: true);
        return written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int size)
    {
        var start = _length;
        if ((uint)size > (uint)(_bytes.Length - start))
            Grow(size);
        _length = start + size;
        return _bytes.AsSpan(start, size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        var needed = checked(_length + size);
        var doubled = Math.Min((long)_bytes.Length * 2, Array.MaxLength);
        var grown = GC.AllocateUninitializedArray<byte>(Math.Max(needed, (int)doubled));
        _bytes.AsSpan(0, _length).CopyTo(grown);
        _bytes = grown;
    }
}
