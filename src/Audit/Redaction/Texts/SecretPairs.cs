using System.Text;

namespace Audit.Redaction.Texts;

/// <summary>
/// Removes the values of <c>password=…</c>, <c>token: …</c>, <c>&lt;secret&gt;…</c> and the like from a text, in time linear in the text.
/// Where it is not clear how far a value goes, too much is removed rather than too little.
/// </summary>
internal static class SecretPairs
{
    private const int MaxName = 64;

    /// <summary>The text without the values; the same instance when there are none.</summary>
    public static string Redact(string text, SecretNames names)
    {
        if (!text.AsSpan().ContainsAny('=', ':', '>'))
            return text;

        StringBuilder? written = null;
        var copied = 0;
        var stop = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('=' or ':' or '>'))
                continue;
            var name = NameBefore(text, i, out var isElement);
            if (name.IsEmpty || isElement != (text[i] == '>') || !names.IsSecret(name))
                continue;
            var start = i + 1;
            while (start < text.Length && text[start] is ' ' or '=')
                start++;
            if (stop < start)
                stop = text.AsSpan(start).IndexOfAny(';', '\r', '\n') is >= 0 and var next ? start + next : text.Length;
            var end = isElement ? ElementEnd(text, start) : ValueEnd(text, start, stop);
            if (end == start)
                continue;
            (written ??= new StringBuilder(text.Length)).Append(text, copied, start - copied).Append(Redacted.Marker);
            copied = end;
            i = end - 1;
        }

        return written is null ? text : written.Append(text, copied, text.Length - copied).ToString();
    }

    private static ReadOnlySpan<char> NameBefore(string text, int end, out bool isElement)
    {
        while (end > 0 && text[end - 1] is ' ' or '"' or '\'')
            end--;
        var start = end;
        while (start > 0 && end - start < MaxName && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
            start--;
        isElement = start > 0 && text[start - 1] == '<';
        return text.AsSpan(start, end - start);
    }

    private static int ElementEnd(string text, int start)
    {
        // What stands for a secret looks like an element itself.
        if (text.AsSpan(start).StartsWith(Redacted.Marker))
            return start + Redacted.Marker.Length;
        var end = text.IndexOf('<', start);
        return end < 0 ? text.Length : end;
    }

    private static int ValueEnd(string text, int start, int stop)
    {
        if (start >= text.Length)
            return start;
        if (text[start] is '"' or '\'')
            return QuoteEnd(text, start);
        if (text[start] == '{')
            return text.IndexOf('}', start) is >= 0 and var close ? close + 1 : text.Length;

        // Bearer abc: the scheme is no secret, what follows is.
        if (text.AsSpan(start).StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || text.AsSpan(start).StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return ValueEnd(text, text.IndexOf(' ', start) + 1, stop);

        var end = start;
        while (end < text.Length && !(char.IsWhiteSpace(text[end]) || text[end] is ';' or ',' or '&' or ')' or '"' or '\''))
            end++;
        // In a connection string a value goes on to the semicolon, whatever it holds.
        return stop < text.Length && text[stop] == ';' ? Math.Max(stop, end) : end;
    }

    /// <summary>Behind the closing quote; one that is doubled or escaped does not close.</summary>
    private static int QuoteEnd(string text, int open)
    {
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == text[open] && i + 1 < text.Length && text[i + 1] == text[open])
                i++;
            else if (text[i] == text[open])
                return i + 1;
        }

        return text.Length;
    }
}
