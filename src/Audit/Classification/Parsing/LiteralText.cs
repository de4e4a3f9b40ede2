using System.Buffers;
using System.Text;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Gets at what a literal says.</summary>
internal static class LiteralText
{
    /// <summary>What means more than itself in a pattern of LIKE or GLOB.</summary>
    public static readonly SearchValues<char> Wildcards = SearchValues.Create("%_*?[\\");

    /// <summary>The digits of a number without sign and exponent.</summary>
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>What stands between the quotes, as written.</summary>
    public static ReadOnlySpan<char> Content(ReadOnlySpan<char> literal, SqlDialect dialect)
    {
        if (literal.Length > 1 && literal[0] == '$')
        {
            var tag = literal[1..].IndexOf('$') + 2;
            return literal.Length >= 2 * tag ? literal[tag..^tag] : default;
        }

        var open = literal.IndexOfAny('\'', '"');
        if (open < 0)
            return default;
        var isAlternative = open > 0 && (literal[open - 1] | 0x20) == 'q' && dialect is SqlDialect.Oracle or SqlDialect.Unknown;
        var cut = isAlternative ? 2 : 1;
        return literal.Length >= open + (2 * cut) ? literal[(open + cut)..^cut] : default;
    }

    /// <summary>What a literal says, with doubled quotes and backslashes resolved.</summary>
    public static string Unescape(ReadOnlySpan<char> literal, SqlDialect dialect, bool backslashEscapes)
    {
        var content = Content(literal, dialect);
        var isRaw = literal[0] == '$' || (literal.IndexOf('\'') is > 0 and var at && (literal[at - 1] | 0x20) == 'q');
        if (isRaw || !content.ContainsAny('\'', '"', '\\'))
            return content.ToString();

        var quote = literal[^1];
        var text = new StringBuilder(content.Length);
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            if (i + 1 < content.Length && c == '\\' && backslashEscapes)
                c = content[++i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other };
            else if (i + 1 < content.Length && c == quote && content[i + 1] == quote)
                i++;
            text.Append(c);
        }

        return text.ToString();
    }
}
