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
        ulong a = Seed ^ (uint)text.Length, b = Seed + OtherSeed;
        var i = 0;
        for (; i + 3 < words.Length; i += 4)
        {
            a = Mix(words[i] ^ a, words[i + 1] ^ OtherSeed);
            b = Mix(words[i + 2] ^ b, words[i + 3] ^ Seed);
        }

        for (; i < words.Length; i++)
            a = Mix(words[i] ^ a, OtherSeed);
        var tail = 0UL;
        foreach (var c in text[(words.Length * 4)..])
            tail = (tail << 16) | c;
        return Mix(a ^ tail, b ^ OtherSeed);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
