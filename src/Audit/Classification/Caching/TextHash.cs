using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Audit.Classification.Caching;

/// <summary>A fast hash of texts, seeded per process so that nobody can prepare texts that meet in one bucket.</summary>
internal static class TextHash
{
    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    private static readonly ulong OtherSeed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;

    public static ulong Of(ReadOnlySpan<char> text)
    {
        var words = MemoryMarshal.Cast<char, ulong>(text);
        ulong a = Seed ^ (uint)text.Length, b = Seed + OtherSeed, c = OtherSeed, d = ~Seed;
        // Four chains side by side, so that the processor need not wait for one multiplication to start the next.
        for (; words.Length >= 8; words = words[8..])
        {
            a = Mix(words[0] ^ a, words[1] ^ OtherSeed);
            b = Mix(words[2] ^ b, words[3] ^ Seed);
            c = Mix(words[4] ^ c, words[5] ^ OtherSeed);
            d = Mix(words[6] ^ d, words[7] ^ Seed);
        }

        foreach (var word in words)
            a = Mix(word ^ a, OtherSeed);
        var tail = 0UL;
        foreach (var last in text[(text.Length & ~3)..])
            tail = (tail << 16) | last;
        return Mix(a ^ tail ^ c, b ^ d ^ OtherSeed);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
