using System.Text;

namespace Audit.Redaction.Texts;

/// <summary>
/// Takes the values out of a database's error message and leaves its names: drivers quote the row that failed. What cannot be told apart
/// is taken for a value. One pass, in time linear in the message.
/// </summary>
internal static class ErrorMessage
{
    // What stands behind one of these, in quotes, is the name of an object of the schema.
    private static readonly HashSet<string> Nouns = new(StringComparer.OrdinalIgnoreCase)
    {
        "constraint", "relation", "table", "column", "index", "schema", "database", "sequence", "view", "trigger", "function", "procedure", "object",
        "type", "extension", "policy", "parameter", "tablespace", "partition", "collation", "operator", "language", "cursor", "domain", "savepoint",
    };

    // A quote or parenthesis that one of these follows is the end of the value.
    private static readonly HashSet<string> Continuations = new(StringComparer.OrdinalIgnoreCase)
    {
        "for", "in", "to", "at", "is", "of", "with", "on", "and", "or", "does", "into", "as", "already", "cannot", "could", "was", "has", "because", "near",
        "violates", "conflicts", "doesn't", "isn't", "from", "not", "exists", "out", "by", "column", "table", "must", "value", "contains", "failed",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> NounsByText = Nouns.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ContinuationsByText = Continuations.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Redact(string message)
    {
        var written = new StringBuilder(message.Length);
        var end = message.Length;
        var i = 0;

        // Microsoft.Data.Sqlite puts the engine's whole message into quotes.
        if (message.StartsWith("SQLite Error ", StringComparison.Ordinal) && message.IndexOf(": '", StringComparison.Ordinal) is > 0 and var open and < 32)
        {
            i = open + 3;
            end = message.LastIndexOf('\'') is var close && close > i ? close : message.Length;
            written.Append(message, 0, i);
        }

        Redact(message.AsSpan(0, end), i, written);
        return written.Append(message, end, message.Length - end).ToString();
    }

    private static void Redact(ReadOnlySpan<char> text, int i, StringBuilder written)
    {
        var wordStart = i;
        var keepsNext = false;
        while (i < text.Length)
        {
            var c = text[i];
            if (IsOpeningQuote(text, i))
            {
                i = RedactQuoted(text, i, keepsNext, written, out keepsNext);
                wordStart = i;
            }
            else if (c == '(' && HoldsValues(text, i))
            {
                written.Append('(').Append(Redacted.Marker);
                i = ValuesEnd(text, i + 1);
            }
            else if (c == '@' && IsAddress(text, i))
            {
                i = RedactAddress(text, wordStart, i, written);
            }
            else
            {
                if (char.IsWhiteSpace(c) || c is '(' or '<' or ':' or ',')
                    wordStart = i + 1;
                keepsNext &= c == '.';
                written.Append(c);
                i++;
            }
        }
    }

    private static bool IsOpeningQuote(ReadOnlySpan<char> text, int i) => text[i] switch
    {
        '"' or '`' or '“' or '‘' or '«' => true,
        // An apostrophe is none.
        '\'' => i == 0 || !(char.IsLetterOrDigit(text[i - 1]) || text[..i].EndsWith(Redacted.Marker)),
        _ => false,
    };

    private static int RedactQuoted(ReadOnlySpan<char> text, int open, bool keeps, StringBuilder written, out bool isName)
    {
        var quote = text[open] switch { '“' => '”', '‘' => '’', '«' => '»', var same => same };
        isName = false;
        if (keeps || NounsByText.Contains(WordBefore(text, open)))
        {
            var close = text[(open + 1)..].IndexOf(quote);
            if (close > 0 && IsNameLike(text.Slice(open + 1, close)))
            {
                isName = true;
                written.Append(text.Slice(open, close + 2));
                return open + close + 2;
            }
        }

        written.Append(text[open]).Append(Redacted.Marker);
        var end = ValueEnd(text, open + 1, quote);
        if (end == text.Length)
            return end;
        written.Append(quote);
        return end + 1;
    }

    /// <summary>The word that says what the quoted is: <c>column "x"</c>, <c>column name 'x'</c>.</summary>
    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> text, int i)
    {
        // Key ("Email")=(…) names columns.
        if (i > 1 && text[i - 1] == '(')
            i--;
        var word = LastWord(text[..i], out var start);
        if (word.Equals("name", StringComparison.OrdinalIgnoreCase))
            return LastWord(text[..start], out _);
        // for key 'users.email' and Key ("Email")= name a constraint; the given key 'x' is a value.
        if (word.Equals("key", StringComparison.OrdinalIgnoreCase))
            return text[i] == '(' || LastWord(text[..start], out _) is "for" or "foreign" or "primary" or "unique" ? "constraint" : "";
        return word;
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text, out int start)
    {
        const int longest = 16;
        var end = text.Length > 0 && text[^1] == ' ' ? text.Length - 1 : text.Length;
        start = end;
        while (start > 0 && end - start < longest && char.IsLetter(text[start - 1]))
            start--;
        return text[start..end];
    }

    private static bool IsNameLike(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '$' or '#' or '~' or '-'))
                return false;
        }

        return text.Length <= 128;
    }

    /// <summary>The closing quote: values hold quotes of their own, so it is one that the sentence goes on behind.</summary>
    private static int ValueEnd(ReadOnlySpan<char> text, int i, char quote)
    {
        for (; i < text.Length; i++)
        {
            if (text[i] == quote && GoesOn(text, i + 1))
                return i;
        }

        return text.Length;
    }

    private static bool GoesOn(ReadOnlySpan<char> text, int i)
    {
        if (i >= text.Length)
            return true;
        if (text[i] is '.' or ',' or ';' or ':' or ')')
            return i + 1 >= text.Length || char.IsWhiteSpace(text[i + 1]) || text[i + 1] == '=';
        if (text[i] is '\n' or '\r')
            return true;
        if (text[i] != ' ')
            return false;
        var end = i + 1;
        while (end < text.Length && end - i < 16 && (char.IsLetter(text[end]) || text[end] == '\''))
            end++;
        return ContinuationsByText.Contains(text[(i + 1)..end]);
    }

    /// <summary><c>(email)=(…)</c>, <c>value is (…)</c>, <c>row contains (…)</c>, <c>values (…)</c>.</summary>
    private static bool HoldsValues(ReadOnlySpan<char> text, int i)
    {
        if (i > 0 && text[i - 1] == '=')
            return true;
        return LastWord(text[..i], out _) is "is" or "contains" or "value" or "values" or "are";
    }

    /// <summary>The last parenthesis that the sentence goes on behind.</summary>
    private static int ValuesEnd(ReadOnlySpan<char> text, int start)
    {
        for (var i = text.Length - 1; i >= start; i--)
        {
            if (text[i] == ')' && GoesOn(text, i + 1))
                return i;
        }

        return text.Length;
    }

    private static bool IsAddress(ReadOnlySpan<char> text, int at) =>
        at > 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]);

    private static int RedactAddress(ReadOnlySpan<char> text, int wordStart, int at, StringBuilder written)
    {
        written.Length -= Math.Min(at - wordStart, written.Length);
        written.Append(Redacted.Marker);
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('"' or '\'' or ')' or '>' or ',' or ';'))
            at++;
        return at;
    }
}
