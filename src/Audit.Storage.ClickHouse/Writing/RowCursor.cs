using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>Takes the values of a RowBinary row one after the other. What is not well-formed is refused, never repaired.</summary>
internal ref struct RowCursor(ReadOnlySpan<byte> row)
{
    private readonly ReadOnlySpan<byte> _row = row;
    private int _position;

    public readonly int Left => _row.Length - _position;

    /// <exception cref="InvalidDataException">The row ends before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Take(int count)
    {
        var start = _position;
        if ((uint)count > (uint)(_row.Length - start))
            ThrowEnded();
        _position = start + count;
        return _row.Slice(start, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Byte() => Take(1)[0];

    /// <summary>A byte that is 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Flag()
    {
        var flag = Byte();
        if (flag > 1)
            ThrowFlag();
        return flag;
    }

    /// <summary>A number of bytes or elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count()
    {
        var first = Byte();
        return first < 0x80 ? first : LongCount(first);
    }

    /// <summary>A text, its length before it: that is how the Native format writes texts, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Text()
    {
        // Short texts, which nearly all are, with one check of the bounds.
        var rest = _row[_position..];
        if (!rest.IsEmpty && rest[0] < 0x80 && rest[0] < rest.Length)
        {
            var length = 1 + rest[0];
            _position += length;
            return rest[..length];
        }

        return LongText();
    }

    private ReadOnlySpan<byte> LongText()
    {
        var start = _position;
        Take(Count());
        return _row[start.._position];
    }

    private int LongCount(byte first)
    {
        var count = (long)(first & 0x7F);
        for (var shift = 7; shift <= 28; shift += 7)
        {
            var part = Byte();
            count |= (long)(part & 0x7F) << shift;
            if (part >= 0x80)
                continue;

            // Another way to write the same number would come back from the store as other bytes than were hashed.
            if (part == 0 || count > int.MaxValue)
                ThrowCount();
            return (int)count;
        }

        ThrowCount();
        return 0;
    }

    [DoesNotReturn]
    private static void ThrowEnded() => throw new InvalidDataException("the row ends within a value");

    [DoesNotReturn]
    private static void ThrowFlag() => throw new InvalidDataException("a flag is neither 0 nor 1");

    [DoesNotReturn]
    private static void ThrowCount() => throw new InvalidDataException("a length is not well-formed");
}
