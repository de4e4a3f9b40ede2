namespace Audit.Querying.Filtering;

/// <summary>Matches texts against an SQL pattern, in time linear in the text for each <c>%</c>.</summary>
internal sealed class LikeMatcher
{
    private const char Any = '%';
    private const char One = '_';

    private readonly string _pattern;

    /// <summary>For each character of <see cref="_pattern"/>, whether it stands for itself.</summary>
    private readonly bool[] _isLiteral;

    /// <param name="pattern">A pattern that does not end with a backslash that quotes nothing.</param>
    public LikeMatcher(string pattern)
    {
        var characters = new List<char>(pattern.Length);
        var literal = new List<bool>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            var isQuoted = pattern[i] == '\\';
            if (isQuoted)
                i++;
            characters.Add(pattern[i]);
            literal.Add(isQuoted || pattern[i] is not (Any or One));
        }

        _pattern = new string([.. characters]);
        _isLiteral = [.. literal];
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool Matches(string text)
    {
        var position = 0;
        var next = 0;
        var afterAny = -1;
        var resume = 0;
        while (position < text.Length)
        {
            if (next < _pattern.Length && _isLiteral[next] && _pattern[next] == text[position])
            {
                next++;
                position++;
            }
            else if (next < _pattern.Length && !_isLiteral[next] && _pattern[next] == One)
            {
                next++;
                position += Width(text, position);
            }
            else if (next < _pattern.Length && !_isLiteral[next])
            {
                afterAny = ++next;
                resume = position;
            }
            else if (afterAny >= 0)
            {
                next = afterAny;
                resume += Width(text, resume);
                position = resume;
            }
            else
            {
                return false;
            }
        }

        while (next < _pattern.Length && !_isLiteral[next] && _pattern[next] == Any)
            next++;
        return next == _pattern.Length;
    }

    /// <summary>A character outside the basic plane is two of UTF-16 and one for <c>_</c>.</summary>
    private static int Width(string text, int position) =>
        char.IsHighSurrogate(text[position]) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]) ? 2 : 1;
}
