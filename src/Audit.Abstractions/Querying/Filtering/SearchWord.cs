using System.Buffers;
using System.Globalization;

namespace Audit.Querying.Filtering;

/// <summary>
/// A word to search for. A text has it when each of its tokens (runs of ASCII letters and digits, the tokens of the text index) is a token of the
/// text and, unless the word is one token, the word itself occurs in the text; both ignoring case.
/// </summary>
/// <param name="Text">The word as it was given.</param>
/// <param name="Tokens">Its tokens in lower case. Tokens that touch other letters are left out: only the text itself can tell of them.</param>
internal sealed record SearchWord(string Text, string[] Tokens)
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>Whether the tokens say all there is to say.</summary>
    public bool IsOneToken => Tokens.Length == 1 && Tokens[0].Length == Text.Length;

    /// <summary>The words of a text, checked.</summary>
    /// <exception cref="AuditQueryException">There are too many.</exception>
    public static SearchWord[] SplitChecked(string search, FilterLimits limits, string path)
    {
        limits.Check(path, search);
        var words = Split(search).ToArray();
        return words.Length <= FilterLimits.MaxSearchWords
            ? words
            : throw FilterLimits.Invalid(path, string.Create(CultureInfo.InvariantCulture, $"there are more than {FilterLimits.MaxSearchWords} words."));
    }

    /// <summary>Whether a text has the word.</summary>
    public bool IsIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        foreach (var token in Tokens)
        {
            if (!HasToken(text, token))
                return false;
        }

        return IsOneToken || text.Contains(Text, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<SearchWord> Split(string search)
    {
        foreach (var word in search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            yield return new SearchWord(word, [.. TokensOf(word)]);
    }

    private static bool HasToken(ReadOnlySpan<char> text, string token)
    {
        for (var start = 0; ;)
        {
            var found = text[start..].IndexOf(token, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            start += found;
            var end = start + token.Length;
            if (!IsOfToken(text, start - 1) && !IsOfToken(text, end) && System.Text.Ascii.IsValid(text[start..end]))
                return true;
            start++;
        }
    }

    private static bool IsOfToken(ReadOnlySpan<char> text, int index) =>
        (uint)index < (uint)text.Length && (!char.IsAscii(text[index]) || TokenCharacters.Contains(text[index]));

    private static IEnumerable<string> TokensOf(string word)
    {
        var start = 0;
        while (start < word.Length)
        {
            var length = word.AsSpan(start).IndexOfAnyExcept(TokenCharacters);
            var end = length < 0 ? word.Length : start + length;
            if (end > start && !IsLetterOutsideAscii(word, start - 1) && !IsLetterOutsideAscii(word, end))
                yield return word[start..end].ToLowerInvariant();
            start = end + 1;
        }
    }

    /// <summary>The index cuts at ASCII characters only, so everything else belongs to a token.</summary>
    private static bool IsLetterOutsideAscii(string word, int index) =>
        (uint)index < (uint)word.Length && !char.IsAscii(word[index]);
}
