namespace Audit.Matching;

/// <summary>A name with <c>*</c> for any characters and <c>?</c> for one. Upper and lower case are the same.</summary>
internal sealed class Glob(string pattern)
{
    private readonly int _parts = CountParts(pattern);

    /// <summary>Whether the whole text matches.</summary>
    public bool Matches(ReadOnlySpan<char> text)
    {
        var position = 0;
        var next = 0;
        var star = -1;
        var resume = 0;
        while (position < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                star = next++;
                resume = position;
            }
            else if (next < pattern.Length && (pattern[next] == '?' || char.ToUpperInvariant(pattern[next]) == char.ToUpperInvariant(text[position])))
            {
                next++;
                position++;
            }
            else if (star >= 0)
            {
                next = star + 1;
                position = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (next < pattern.Length && pattern[next] == '*')
            next++;
        return next == pattern.Length;
    }

    /// <summary>Whether a table matches: of <c>shop.sales.orders</c> as many parts, from the right, as the pattern has.</summary>
    public bool MatchesTable(string name)
    {
        var start = name.Length;
        for (var part = 0; part < _parts; part++)
        {
            if (start < 0)
                return false;
            start = StartOfPart(name, start);
            // The next part ends before the dot.
            if (part < _parts - 1)
                start--;
        }

        return start >= 0 && Matches(name.AsSpan(start));
    }

    private static int StartOfPart(string name, int end)
    {
        var quoted = false;
        for (var i = end - 1; i >= 0; i--)
        {
            if (name[i] == '"')
                quoted = !quoted;
            else if (name[i] == '.' && !quoted)
                return i + 1;
        }

        return 0;
    }

    private static int CountParts(string text)
    {
        var parts = 1;
        var quoted = false;
        foreach (var character in text)
        {
            if (character == '"')
                quoted = !quoted;
            else if (character == '.' && !quoted)
                parts++;
        }

        return parts;
    }
}
