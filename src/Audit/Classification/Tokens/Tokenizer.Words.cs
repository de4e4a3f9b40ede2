using Audit.Statements;

namespace Audit.Classification.Tokens;

internal ref partial struct Tokenizer
{
    private const byte Start = 1;
    private const byte Part = 2;
    private const byte Space = 4;

    private static ReadOnlySpan<byte> Classes =>
    [
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0,
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 3,
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 4,
    ];

    private readonly bool IsSpace(char c) => c < 128 ? (Classes[c] & Space) != 0 : IsOtherSpace(c);

    private readonly bool IsWordStart(char c)
    {
        if (c < 128)
            return (Classes[c] & Start) != 0 || (c == '#' && _dialect is SqlDialect.SqlServer or SqlDialect.Unknown);
        return !IsOtherSpace(c);
    }

    private readonly bool IsWordPart(char c)
    {
        if (c < 128)
            return (Classes[c] & Part) != 0 || (c is '#' or '@' && _dialect is SqlDialect.SqlServer or SqlDialect.Oracle);
        return !IsOtherSpace(c);
    }

    // PostgreSQL, MySQL and SQLite take everything beyond ASCII as part of a name, also what looks like white space.
    private readonly bool IsOtherSpace(char c) =>
        c == '\uFEFF' || (_dialect is SqlDialect.SqlServer or SqlDialect.Oracle or SqlDialect.Unknown && char.IsWhiteSpace(c));

    private void ReadWordOrPrefixedText()
    {
        var i = _position;
        var hash = Words.Seed;
        while (i < _text.Length)
        {
            var c = _text[i];
            if (c < 128 ? (Classes[c] & Part) == 0 && !IsWordPart(c) && i > _position : i > _position && !IsWordPart(c))
                break;
            hash = Words.Hash(hash, c);
            i++;
        }

        if (i < _text.Length && _text[i] is '\'' or '"' or '&' && i - _position <= 2 && TryReadPrefixedText(i))
            return;
        Emit(i, TokenKind.Word, Words.Find(_text[_position..i], hash), hash: hash);
    }

    /// <summary>Reads <c>E'…'</c>, <c>N'…'</c>, <c>X'…'</c>, <c>B'…'</c>, <c>U&amp;'…'</c> and <c>q'[…]'</c>, if the word is such a prefix.</summary>
    private bool TryReadPrefixedText(int quote)
    {
        var prefix = (char)(_text[_position] | 0x20);
        var second = quote - _position == 2 ? (char)(_text[_position + 1] | 0x20) : '\0';
        if (_text[quote] == '&')
        {
            if (prefix != 'u' || second != '\0' || quote + 1 >= _text.Length || _text[quote + 1] is not ('\'' or '"'))
                return false;
            if (_text[quote + 1] == '"')
                ReadQuotedName('"', quote + 2);
            else
                ReadText(quote + 2, '\'', backslashEscapes: false);
            return true;
        }

        if (_text[quote] == '"')
            return false;
        switch (prefix, second)
        {
            case ('e', '\0') when _dialect is SqlDialect.PostgreSql or SqlDialect.Unknown:
                ReadText(quote + 1, '\'', backslashEscapes: true);
                return true;
            case ('n', '\0'):
                ReadText(quote + 1, '\'', BackslashEscapesByDefault);
                return true;
            case ('x' or 'b', '\0'):
                ReadText(quote + 1, '\'', backslashEscapes: false);
                return true;
            case ('q', '\0') or ('n', 'q') when _dialect is SqlDialect.Oracle or SqlDialect.Unknown:
                ReadAlternativeQuote(quote + 1);
                return true;
            default:
                return false;
        }
    }

    private void ReadAlternativeQuote(int start)
    {
        if (start >= _text.Length)
        {
            Unterminated();
            return;
        }

        var close = _text[start] switch { '[' => ']', '{' => '}', '(' => ')', '<' => '>', var c => c };
        ReadOnlySpan<char> end = [close, '\''];
        var found = _text[(start + 1)..].IndexOf(end);
        if (found < 0)
            Unterminated();
        else
            Emit(start + 1 + found + 2, TokenKind.Text);
    }
}
