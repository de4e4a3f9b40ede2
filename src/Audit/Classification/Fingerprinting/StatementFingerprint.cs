using Audit.Classification.Tokens;

namespace Audit.Classification.Fingerprinting;

/// <summary>
/// What statements have in common that differ in literals, in the length of IN-lists, in the number of VALUES rows, in white space,
/// comments and the case of keywords only.
/// </summary>
internal static class StatementFingerprint
{
    // Identities of tokens are far larger, but for that of a literal, which is 1.
    private const ulong LiteralList = 2;
    private const ulong ParameterList = 3;
    private const ulong Row = 4;
    private const ulong AnyParameter = 5;
    private const ulong BodyMark = 6;

    public static ulong Compute(TokenBuffer buffer)
    {
        var tokens = buffer.Tokens;
        var end = tokens.Length;
        while (end > 0 && tokens[end - 1].Kind == TokenKind.Semicolon)
            end--;

        var hash = default(FingerprintHash);
        var body = 0;
        for (var i = 0; i < end;)
        {
            ref readonly var token = ref tokens[i];
            if (!token.Has(TokenFlags.Folds | TokenFlags.Secret | TokenFlags.Body))
            {
                hash.Add(token.Identity);
                i++;
            }
            else if (token.Word == Word.Values && i + 1 < end && tokens[i + 1].Kind == TokenKind.Open)
            {
                i = AddRows(tokens, i, end, ref hash);
            }
            else if (token.Has(TokenFlags.Body))
            {
                i = AddBody(buffer, i, ref body, ref hash);
            }
            else
            {
                i = AddFolding(tokens, i, end, ref hash);
            }
        }

        return hash.Finish();
    }

    private static int AddBody(TokenBuffer buffer, int i, ref int body, ref FingerprintHash hash)
    {
        hash.Add(BodyMark);
        hash.Add(buffer.Bodies[body++].Fingerprint);
        return i + 1;
    }

    /// <summary>Rows of the same shape count once.</summary>
    private static int AddRows(ReadOnlySpan<Token> tokens, int i, int end, ref FingerprintHash hash)
    {
        hash.Add(tokens[i].Identity);
        var last = 0UL;
        i++;
        while (true)
        {
            var close = Math.Min(tokens[i].Match, end);
            var shape = ShapeOfRow(tokens, i + 1, close);
            if (shape != last)
            {
                hash.Add(Row);
                hash.Add(shape);
                last = shape;
            }

            i = close + 1;
            if (i + 1 >= end || tokens[i].Kind != TokenKind.Comma || tokens[i + 1].Kind != TokenKind.Open)
                return Math.Min(i, end);
            i++;
        }
    }

    private static ulong ShapeOfRow(ReadOnlySpan<Token> tokens, int i, int end)
    {
        var row = default(FingerprintHash);
        while (i < end)
        {
            ref readonly var token = ref tokens[i];
            if (token.Has(TokenFlags.Folds | TokenFlags.Secret))
            {
                i = AddFolding(tokens, i, end, ref row);
                continue;
            }

            row.Add(token.Kind == TokenKind.Parameter ? AnyParameter : token.Identity);
            i++;
        }

        return row.Finish();
    }

    /// <summary>A token that may count for something else than itself; returns what follows it.</summary>
    private static int AddFolding(ReadOnlySpan<Token> tokens, int i, int end, ref FingerprintHash hash)
    {
        ref readonly var token = ref tokens[i];
        if (token.IsLiteral)
        {
            hash.Add(TokenIdentity.Literal);
            // Literals side by side are one.
            for (i++; i < end && token.Kind == TokenKind.Text && tokens[i].Kind == TokenKind.Text && !tokens[i].Has(TokenFlags.Body);)
                i++;
            return i;
        }

        if (IsSignOfNumber(tokens, i, end))
            return i + 1;
        hash.Add(token.Identity);
        return token.Word == Word.In && i + 1 < end && tokens[i + 1].Kind == TokenKind.Open ? AddList(tokens, i + 1, end, ref hash) : i + 1;
    }

    /// <summary>A list of nothing but literals and parameters counts the same whatever its length.</summary>
    private static int AddList(ReadOnlySpan<Token> tokens, int open, int end, ref FingerprintHash hash)
    {
        var close = Math.Min(tokens[open].Match, end);
        var hasLiterals = false;
        for (var i = open + 1; i < close; i++)
        {
            ref readonly var token = ref tokens[i];
            hasLiterals |= token.IsLiteral;
            var isPart = token.IsLiteral || token.Kind is TokenKind.Parameter or TokenKind.Comma or TokenKind.Open or TokenKind.Close
                || token.Word is Word.Null or Word.True or Word.False or Word.Minus or Word.Plus;
            if (!isPart)
                return open;
        }

        hash.Add(hasLiterals ? LiteralList : ParameterList);
        return Math.Min(close + 1, end);
    }

    /// <summary>Whether a sign belongs to the number behind it, and is no operator between two values.</summary>
    private static bool IsSignOfNumber(ReadOnlySpan<Token> tokens, int i, int end)
    {
        if (!(tokens[i].Word is Word.Minus or Word.Plus) || i + 1 >= end || tokens[i + 1].Kind != TokenKind.Number)
            return false;
        if (i == 0)
            return true;
        ref readonly var before = ref tokens[i - 1];
        return before.Kind switch
        {
            TokenKind.Open or TokenKind.Comma or TokenKind.Sign => true,
            TokenKind.Word => before.Word is not (Word.None or Word.Folded or Word.End or Word.Null or Word.True or Word.False),
            _ => false,
        };
    }
}
