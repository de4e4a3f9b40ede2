using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Rewriting;

/// <summary>Finds what must be replaced although it is written like a name, and whether the text carries credentials.</summary>
internal static class Concealment
{
    /// <summary>Marks the tokens; whether there are credentials among the literals.</summary>
    public static bool Apply(ReadOnlySpan<char> text, TokenBuffer buffer, SqlDialect dialect)
    {
        var hasCredentials = buffer.MayHoldCredentials && ConcealCredentials(buffer.Tokens);
        if (dialect is SqlDialect.Sqlite or SqlDialect.Unknown)
            ConcealDoubleQuoted(text, buffer.Tokens);
        return hasCredentials;
    }

    private static bool ConcealCredentials(Span<Token> tokens)
    {
        var hasCredentials = false;
        for (var i = 0; i < tokens.Length; i++)
        {
            switch (tokens[i].Word)
            {
                case Word.Identified:
                    hasCredentials = true;
                    ConcealPassword(tokens, i + 1);
                    break;
                case Word.Password or Word.Secret or Word.Credential or Word.Subscription:
                    hasCredentials |= LeadsToLiteral(tokens, i + 1);
                    break;
            }
        }

        return hasCredentials;
    }

    private static void ConcealDoubleQuoted(ReadOnlySpan<char> text, Span<Token> tokens)
    {
        var valuesEnd = -1;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref var token = ref tokens[i];
            if (token.Kind == TokenKind.Quoted)
            {
                if (text[token.Start] == '"' && IsText(tokens, i, i < valuesEnd))
                    token.Flags |= TokenFlags.Secret;
            }
            else if (token.Word == Word.Values && i + 1 < tokens.Length && tokens[i + 1].Kind == TokenKind.Open)
            {
                valuesEnd = tokens[i + 1].Match;
            }
            else if (i == valuesEnd && i + 2 < tokens.Length && tokens[i + 1].Kind == TokenKind.Comma && tokens[i + 2].Kind == TokenKind.Open)
            {
                valuesEnd = tokens[i + 2].Match;
            }
        }
    }

    /// <summary>The word or text behind <c>IDENTIFIED [WITH x] BY [PASSWORD]</c>, and behind Oracle's REPLACE after it.</summary>
    private static void ConcealPassword(Span<Token> tokens, int i)
    {
        while (i < tokens.Length && tokens[i].Kind is TokenKind.Word && tokens[i].Word is not (Word.By or Word.As or Word.Using))
            i++;
        i++;
        if (i < tokens.Length && tokens[i].Word is Word.Password or Word.Values)
            i++;
        if (i >= tokens.Length)
            return;
        tokens[i].Flags |= TokenFlags.Secret;
        if (i + 2 < tokens.Length && tokens[i + 1].Word == Word.Replace)
            tokens[i + 2].Flags |= TokenFlags.Secret;
    }

    private static bool LeadsToLiteral(Span<Token> tokens, int i)
    {
        for (var last = Math.Min(i + 4, tokens.Length); i < last; i++)
        {
            if (tokens[i].Kind == TokenKind.Text)
                return true;
            if (tokens[i].Kind is TokenKind.Comma or TokenKind.Semicolon or TokenKind.Parameter)
                return false;
        }

        return false;
    }

    /// <summary>SQLite takes a double-quoted text for a string when no column has that name: so it may be where a value stands.</summary>
    private static bool IsText(Span<Token> tokens, int i, bool inValues)
    {
        if (i == 0 || tokens[i - 1].Kind == TokenKind.Dot || (i + 1 < tokens.Length && tokens[i + 1].Kind is TokenKind.Dot or TokenKind.Open))
            return false;
        return inValues
            || tokens[i - 1].Word is Word.Equal or Word.NotEqual or Word.Less or Word.LessOrEqual or Word.Greater or Word.GreaterOrEqual
                or Word.Like or Word.Glob or Word.Default or Word.Between;
    }
}
