using System.Buffers.Binary;
using System.Numerics;

namespace Audit.Storage.ClickHouse.Embedded.Blocks;

/// <summary>
/// The checksum of ClickHouse's blocks: CityHash128 of version 1.0.2, with which later versions of CityHash do not agree. No library that is at hand has it.
/// </summary>
internal static class CityHash128
{
    /// <summary>Shorter data is not hashed here: the header of a block is longer.</summary>
    private const int ShortestData = 8;

    private const ulong K0 = 0xc3a5c85c97cb3127;
    private const ulong K1 = 0xb492b66fbe98f273;
    private const ulong K2 = 0x9ae16a3b2f90404f;
    private const ulong K3 = 0xc949d7c7509e6557;
    private const ulong Multiplier = 0x9ddfea08eb382d69;

    /// <summary>The hash of at least eight bytes.</summary>
    internal static UInt128 Hash(ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Length, ShortestData);
        return data.Length >= 16
            ? HashSeeded(data[16..], Word(data, 0) ^ K3, Word(data, 8))
            : HashShort([], Word(data, 0) ^ ((ulong)data.Length * K0), Word(data, data.Length - 8) ^ K1);
    }

    private static UInt128 HashSeeded(ReadOnlySpan<byte> data, ulong low, ulong high) =>
        data.Length < 128 ? HashShort(data, low, high) : HashLong(data, low, high);

    private static UInt128 HashShort(ReadOnlySpan<byte> data, ulong low, ulong high)
    {
        var (a, b) = (low, high);
        ulong c;
        ulong d;
        if (data.Length <= 16)
        {
            a = Fold(a * K1) * K1;
            c = (b * K1) + HashTiny(data);
            d = Fold(a + (data.Length >= 8 ? Word(data, 0) : c));
        }
        else
        {
            c = Mix(Word(data, data.Length - 8) + K1, a);
            d = Mix(b + (ulong)data.Length, c + Word(data, data.Length - 16));
            a += d;
            for (var at = 0; at < data.Length - 16; at += 16)
            {
                a = (a ^ (Fold(Word(data, at) * K1) * K1)) * K1;
                b ^= a;
                c = (c ^ (Fold(Word(data, at + 8) * K1) * K1)) * K1;
                d ^= c;
            }
        }

        a = Mix(a, c);
        b = Mix(d, b);
        return new UInt128(Mix(b, a), a ^ b);
    }

    private static UInt128 HashLong(ReadOnlySpan<byte> data, ulong low, ulong high)
    {
        var (x, y, z) = (low, high, (ulong)data.Length * K1);
        var v1 = (Turn(y ^ K1, 49) * K1) + Word(data, 0);
        var v2 = (Turn(v1, 42) * K1) + Word(data, 8);
        var w1 = (Turn(y + z, 35) * K1) + x;
        var w2 = Turn(x + Word(data, 88), 53) * K1;

        var at = 0;
        for (; data.Length - at >= 128; at += 128)
        {
            for (var half = at; half <= at + 64; half += 64)
            {
                x = Turn(x + y + v1 + Word(data, half + 16), 37) * K1;
                y = Turn(y + v2 + Word(data, half + 48), 42) * K1;
                x ^= w2;
                y ^= v1;
                z = Turn(z ^ w1, 33);
                (v1, v2) = Weak(data, half, v2 * K1, x + w1);
                (w1, w2) = Weak(data, half + 32, z + w2, y);
                (z, x) = (x, z);
            }
        }

        y += (Turn(w1, 37) * K0) + z;
        x += Turn(v1 + z, 49) * K0;
        // The rest from its end; the last step may reach back into what was hashed above.
        for (var done = 32; done - 32 < data.Length - at; done += 32)
        {
            var from = data.Length - done;
            y = (Turn(y - x, 42) * K0) + v2;
            w1 += Word(data, from + 16);
            x = (Turn(x, 49) * K0) + w1;
            w1 += v1;
            (v1, v2) = Weak(data, from, v1, v2);
        }

        x = Mix(x, v1);
        y = Mix(y, w1);
        return new UInt128(Mix(x + w2, y + v2), Mix(x + v2, w2) + y);
    }

    private static ulong HashTiny(ReadOnlySpan<byte> data)
    {
        var length = (ulong)data.Length;
        if (data.Length > 8)
        {
            var (a, b) = (Word(data, 0), Word(data, data.Length - 8));
            return Mix(a, Turn(b + length, data.Length)) ^ b;
        }

        if (data.Length >= 4)
            return Mix(length + ((ulong)HalfWord(data, 0) << 3), HalfWord(data, data.Length - 4));
        if (data.Length == 0)
            return K2;
        var y = data[0] + ((uint)data[data.Length >> 1] << 8);
        var z = (uint)data.Length + ((uint)data[^1] << 2);
        return Fold((y * K2) ^ (z * K3)) * K2;
    }

    private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> data, int at, ulong a, ulong b)
    {
        a += Word(data, at);
        b = Turn(b + a + Word(data, at + 24), 21);
        var c = a;
        a += Word(data, at + 8) + Word(data, at + 16);
        return (a + Word(data, at + 24), b + Turn(a, 44) + c);
    }

    private static ulong Mix(ulong low, ulong high)
    {
        var a = (low ^ high) * Multiplier;
        a ^= a >> 47;
        var b = (high ^ a) * Multiplier;
        b ^= b >> 47;
        return b * Multiplier;
    }

    private static ulong Fold(ulong value) => value ^ (value >> 47);

    private static ulong Turn(ulong value, int bits) => BitOperations.RotateRight(value, bits);

    private static ulong Word(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);

    private static uint HalfWord(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
}
