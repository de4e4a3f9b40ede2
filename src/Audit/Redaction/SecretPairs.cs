using System.Text;

namespace Audit.Redaction;

/// <summary>Removes the values of <c>password=…</c>, <c>token: …</c> and the like from a text, in time linear in the text.</summary>
internal static class SecretPairs
{
    private const int MaxName = 64;

    /// <summary>The text without the values; the same instance when there are none.</summary>
    public static string Redact(string text, SecretNames names)
    {
        if (!text.AsSpan().ContainsAny('=', ':'))
            return text;

        StringBuilder? written = null;
        var copied = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('=' or ':'))
                continue;
            var name = NameBefore(text, i);
            if (name.IsEmpty || !names.IsSecret(name))
                continue;
            var start = i + 1;
            while (start < text.Length && text[start] is ' ' or '=')
                start++;
            var end = ValueEnd(text, start);
            if (end == start)
                continue;
            (written ??= new StringBuilder(text.Length)).Append(text, copied, start - copied).Append(Redacted.Marker);
            copied = end;
            i = end - 1;
        }

        return written is null ? text : written.Append(text, copied, text.Length - copied).ToString();
    }

    private static ReadOnlySpan<char> NameBefore(string text, int end)
    {
        while (end > 0 && text[end - 1] is ' ' or '"' or '\'')
            end--;
        var start = end;
        while (start > 0 && end - start < MaxName && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
            start--;
        return text.AsSpan(start, end - start);
    }

    private static int ValueEnd(string text, int start)
    {
        if (start >= text.Length)
            return start;
        // Bearer abc: the scheme is no secret, what follows is.
        if (text.AsSpan(start).StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || text.AsSpan(start).StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return ValueEnd(text, text.IndexOf(' ', start) + 1);
        if (text[start] is '"' or '\'' or '{')
        {
            var close = text.IndexOf(text[start] == '{' ? '}' : text[start], start + 1);
            return close < 0 ? text.Length : close + 1;
        }

        var end = start;
        while (end < text.Length && !(char.IsWhiteSpace(text[end]) || text[end] is ';' or ',' or '&' or ')' or '"' or '\''))
            end++;
        return end;
    }
}
