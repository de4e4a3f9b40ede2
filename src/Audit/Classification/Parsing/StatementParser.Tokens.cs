using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Looking at tokens.</summary>
internal ref partial struct StatementParser
{
    private readonly Word WordAt(int i) => (uint)i < (uint)_tokens.Length ? _tokens[i].Word : Word.None;

    private readonly TokenKind KindAt(int i) => (uint)i < (uint)_tokens.Length ? _tokens[i].Kind : TokenKind.Semicolon;

    private readonly bool KindIs(int i, TokenFlags flag) => (uint)i < (uint)_tokens.Length && _tokens[i].Has(flag);

    private readonly bool Is(int i, Word word) => WordAt(i) == word;

    private readonly bool Is(int i, Word first, Word second) => WordAt(i) == first && WordAt(i + 1) == second;

    /// <summary>Whether a word is one of the rarer ones, which have no <see cref="Word"/> of their own.</summary>
    private readonly bool IsText(int i, string text) => WordAt(i) == Word.Folded && TextAt(i).Equals(text, StringComparison.OrdinalIgnoreCase);

    private readonly bool IsName(int i) => KindAt(i) is TokenKind.Word or TokenKind.Quoted;

    private readonly ReadOnlySpan<char> TextAt(int i) =>
        (uint)i < (uint)_tokens.Length ? _text[_tokens[i].Start.._tokens[i].End] : default;

    /// <summary>The token behind a pair of parentheses, or behind any other token.</summary>
    private readonly int Next(int i) => KindAt(i) == TokenKind.Open ? Math.Max(_tokens[i].Match, i) + 1 : i + 1;

    /// <summary>The index of a keyword on the level of <paramref name="i"/>; <paramref name="end"/> when there is none.</summary>
    private readonly int Find(int i, int end, Word word)
    {
        for (; i < end; i = Next(i))
        {
            if (WordAt(i) == word && IsKeyword(i))
                return i;
        }

        return end;
    }

    private readonly int Find(int i, int end, Word first, Word second)
    {
        for (; i < end; i = Next(i))
        {
            if (WordAt(i) is var word && (word == first || word == second) && IsKeyword(i))
                return i;
        }

        return end;
    }

    /// <summary>Whether a keyword is meant as such: not the column of a table, and not part of <c>IS DISTINCT FROM</c>.</summary>
    private readonly bool IsKeyword(int i) => KindAt(i - 1) != TokenKind.Dot && !(Is(i, Word.From) && IsDistinctFrom(i));

    private readonly bool IsDistinctFrom(int from) => Is(from - 1, Word.Distinct) && WordAt(from - 2) is Word.Is or Word.Not;

    /// <summary>The end of the item of a comma-separated list that starts at <paramref name="i"/>.</summary>
    private readonly int ItemEnd(int i, int end)
    {
        while (i < end && KindAt(i) != TokenKind.Comma)
            i = Next(i);
        return Math.Min(i, end);
    }

    private readonly int SkipWord(int i, Word word) => Is(i, word) ? i + 1 : i;

    /// <summary>Skips <c>IF EXISTS</c> and <c>IF NOT EXISTS</c>.</summary>
    private readonly int SkipIfExists(int i)
    {
        if (!Is(i, Word.If))
            return i;
        if (Is(i + 1, Word.Exists))
            return i + 2;
        return Is(i + 1, Word.Not, Word.Exists) ? i + 3 : i;
    }

    private readonly bool IsBatchSeparator(int i) =>
        _dialect switch
        {
            SqlDialect.SqlServer => Is(i, Word.Go) && IsAlone(i),
            SqlDialect.Oracle => Is(i, Word.Slash) && IsAlone(i),
            SqlDialect.MySql => IsDelimiter(i),
            _ => false,
        };

    /// <summary>Whether a token stands alone on its line, but for the count that GO may have behind it.</summary>
    private readonly bool IsAlone(int i)
    {
        var after = Is(i, Word.Go) && KindAt(i + 1) == TokenKind.Number && !KindIs(i + 1, TokenFlags.StartsLine) ? i + 2 : i + 1;
        return KindIs(i, TokenFlags.StartsLine) && (after >= _tokens.Length || KindIs(after, TokenFlags.StartsLine));
    }

    private readonly int AfterLine(int i) => IsDelimiter(i) ? AfterDelimiter(i) : KindAt(i + 1) == TokenKind.Number && !KindIs(i + 1, TokenFlags.StartsLine) ? i + 2 : i + 1;
}
