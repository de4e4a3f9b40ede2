using System.Numerics;
using System.Runtime.Intrinsics;

namespace Audit.Storage.ClickHouse.Exporting.Counting;

/// <summary>
/// A row per line below the header; a line end within quotes is part of a value. A quote within a value is doubled, which leaves it within. Works on 64 bytes at
/// a time by masks of bits, since a row has more quotes than a scan for each of them is worth.
/// </summary>
internal sealed class CsvRowCounter : IRowCounter
{
    private const byte Quote = (byte)'"';
    private const byte LineEnd = (byte)'\n';

    private long _lines;
    private bool _isQuoted;
    private bool _isEnded;

    public long Rows => Math.Max(0, _lines - 1);

    public void Add(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
            return;

        // All ones while the block begins within quotes.
        var carry = _isQuoted ? ulong.MaxValue : 0;
        var rest = part;
        for (; rest.Length >= Vector512<byte>.Count; rest = rest[Vector512<byte>.Count..])
        {
            var block = Vector512.Create(rest);
            var quoted = PrefixXor(Vector512.Equals(block, Vector512.Create(Quote)).ExtractMostSignificantBits()) ^ carry;
            carry = (ulong)((long)quoted >> 63);
            _lines += BitOperations.PopCount(Vector512.Equals(block, Vector512.Create(LineEnd)).ExtractMostSignificantBits() & ~quoted);
        }

        _isQuoted = carry != 0;
        foreach (var value in rest)
        {
            if (value == Quote)
                _isQuoted = !_isQuoted;
            else if (value == LineEnd && !_isQuoted)
                _lines++;
        }

        _isEnded = part[^1] == LineEnd && !_isQuoted;
    }

    public long? Complete() => _isEnded ? Rows : null;

    /// <summary>Each bit tells whether the number of quotes up to and with it is odd.</summary>
    private static ulong PrefixXor(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
