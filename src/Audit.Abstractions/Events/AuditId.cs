using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Audit.Events;

/// <summary>
/// Makes event ids: UUID version 7 (RFC 9562), whose first 48 bits are the Unix time in milliseconds, and whose next 12 bits
/// are the fraction of the millisecond (method 3 of section 6.2), so that ids sort by time to about a quarter of a microsecond.
/// </summary>
public static class AuditId
{
    [ThreadStatic]
    private static RandomBits? _random;

    /// <summary>Creates an id for an event of the given time. Thread-safe; does not allocate.</summary>
    /// <param name="unixMicroseconds">Microseconds since 1970-01-01 UTC; times outside of what 48 bits of milliseconds hold are clamped.</param>
    public static Guid Create(long unixMicroseconds)
    {
        var clamped = Math.Clamp(unixMicroseconds, 0, ((1L << 48) - 1) * 1000);
        var (milliseconds, fraction) = Math.DivRem(clamped, 1000);
        var random = (_random ??= new RandomBits()).Next();

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)milliseconds << 16) | 0x7000 | ((ulong)fraction * 4096 / 1000));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (random & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The time an id was made for, in milliseconds since 1970-01-01 UTC; <see langword="null"/> when it is not of version 7.</summary>
    public static long? UnixMilliseconds(Guid id)
    {
        if (id.Version != 7)
            return null;

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
    }

    /// <summary>xoshiro256**, seeded by the system once per thread: a call into the kernel per id would cost more than the rest of a capture.</summary>
    private sealed class RandomBits
    {
        private ulong _s0, _s1, _s2, _s3;

        public RandomBits()
        {
            Span<byte> seed = stackalloc byte[32];
            do
            {
                RandomNumberGenerator.Fill(seed);
                _s0 = BinaryPrimitives.ReadUInt64LittleEndian(seed);
                _s1 = BinaryPrimitives.ReadUInt64LittleEndian(seed[8..]);
                _s2 = BinaryPrimitives.ReadUInt64LittleEndian(seed[16..]);
                _s3 = BinaryPrimitives.ReadUInt64LittleEndian(seed[24..]);
            }
            while ((_s0 | _s1 | _s2 | _s3) == 0);
        }

        public ulong Next()
        {
            var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
            var t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = ulong.RotateLeft(_s3, 45);
            return result;
        }
    }
}
