using System.Numerics;

namespace Audit.Classification.Tokens;

/// <summary>
/// What a token counts for in the fingerprint. Fingerprints are stored, so none of it must ever change: not with the process, the platform or
/// the version. It withstands accidents, not attacks.
/// </summary>
internal static class TokenIdentity
{
    private const ulong First = 0x9E37_79B9_7F4A_7C15;
    private const ulong Second = 0xD6E8_FEB8_6659_FD93;

    /// <summary>Any literal.</summary>
    public const ulong Literal = 1;

    /// <summary>Any token of a kind that has but one text.</summary>
    public static ulong Of(TokenKind kind) => (1UL << 48) | (ulong)kind;

    /// <summary>A name, parameter or sign, by its text.</summary>
    public static ulong Of(ReadOnlySpan<char> text, int start, int end) => Of(WordEnds.Of(text, start, end), text, start, end);

    /// <summary>A word of which the ends were read already.</summary>
    public static ulong Of(WordEnds ends, ReadOnlySpan<char> text, int start, int end)
    {
        var hash = (ends.Head * First) ^ BitOperations.RotateLeft(ends.Tail * Second, 31) ^ (ulong)(end - start);
        for (var i = start + WordEnds.Together; i < end - WordEnds.Together; i += WordEnds.Together)
            hash = (hash ^ (hash >> 32) ^ WordEnds.Read(text, i)) * First;
        hash = (hash ^ (hash >> 29)) * Second;
        return hash ^ (hash >> 32);
    }
}
