using Audit.Classification.Tokens;

namespace Audit.Classification.Rewriting;

/// <summary>Writes a text with every literal and secret replaced, and without comments.</summary>
internal static class RedactedStatement
{
    /// <summary>Stands for a literal.</summary>
    public const string Placeholder = "?";

    public static void Write(ReadOnlySpan<char> text, TokenBuffer buffer, CharBuffer writer)
    {
        writer.Clear();
        var tokens = buffer.Tokens;
        if (tokens.IsEmpty)
            return;

        var body = 0;
        var copyFrom = tokens[0].Start;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref readonly var token = ref tokens[i];
            // Every literal has one of these, and most other tokens have none.
            if (!token.Has(TokenFlags.AfterComment | TokenFlags.Folds | TokenFlags.Secret))
                continue;
            if (token.Has(TokenFlags.AfterComment) && i > 0)
            {
                writer.Append(text[copyFrom..tokens[i - 1].End]);
                writer.Append(token.Has(TokenFlags.StartsLine) ? "\n" : " ");
                copyFrom = token.Start;
            }

            if (!token.IsLiteral)
                continue;
            writer.Append(text[copyFrom..token.Start]);
            if (token.Has(TokenFlags.Body) && !token.Has(TokenFlags.Secret))
                WriteBody(text[token.Start..token.End], buffer.Bodies[body++].Redacted, writer);
            else
                writer.Append(Placeholder);
            copyFrom = token.End;
        }

        writer.Append(text[copyFrom..tokens[^1].End]);
    }

    /// <summary>A text that runs keeps its quotes and shows what it does.</summary>
    private static void WriteBody(ReadOnlySpan<char> literal, string redacted, CharBuffer writer)
    {
        if (literal[0] == '$')
        {
            var tag = literal[..(literal[1..].IndexOf('$') + 2)];
            writer.Append(tag);
            writer.Append(redacted);
            writer.Append(tag);
            return;
        }

        writer.Append(literal[0] is 'N' or 'n' && literal[1] == '\'' ? "N'" : "'");
        writer.Append(redacted.Replace("'", "''", StringComparison.Ordinal));
        writer.Append("'");
    }
}
