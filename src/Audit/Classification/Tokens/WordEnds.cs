using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Audit.Classification.Tokens;

/// <summary>
/// The first and the last four characters of a word, each read at once: of a word up to eight characters they are all there is to compare.
/// A shorter word than four is read beyond its end and masked, because a branch by length would be mispredicted at every other word.
/// </summary>
internal readonly record struct WordEnds(ulong Head, ulong Tail)
{
    /// <summary>How many characters are read at once.</summary>
    public const int Together = sizeof(ulong) / sizeof(char);

    private const int BitsPerCharacter = 16;
    private const ulong LowerCase = 0x0020_0020_0020_0020;

    /// <summary>The same for a word in any case. Of the characters that make up words, only letters of both cases become one.</summary>
    public WordEnds Folded => new(Head | LowerCase, Tail | LowerCase);

    /// <summary>The ends of the word from <paramref name="start"/> to <paramref name="end"/>, which is not empty.</summary>
    public static WordEnds Of(ReadOnlySpan<char> text, int start, int end)
    {
        if (start + Together > text.Length)
            return OfLast(text[start..end]);
        var mask = ulong.MaxValue >> Math.Max(0, (Together - (end - start)) * BitsPerCharacter);
        return new WordEnds(Read(text, start) & mask, Read(text, Math.Max(start, end - Together)) & mask);
    }

    /// <summary>Four characters of a text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<char> text, int at) => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text.Slice(at, Together)));

    /// <summary>A word shorter than four characters at the end of its text.</summary>
    private static WordEnds OfLast(ReadOnlySpan<char> word)
    {
        Span<char> padded = stackalloc char[Together];
        word.CopyTo(padded);
        var all = Read(padded, 0);
        return new WordEnds(all, all);
    }
}
