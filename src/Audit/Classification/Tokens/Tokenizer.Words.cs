using Audit.Statements;

namespace Audit.Classification.Tokens;

internal ref partial struct Tokenizer
{
    private const byte Start = 1;
    private const byte Part = 2;
    private const byte Space = 4;

    private static readonly byte[][] ClassesByDialect = BuildClasses();

    private readonly bool IsSpace(char c) => c < 128 ? (_classes[c] & Space) != 0 : IsOtherSpace(c);

    private readonly bool IsWordStart(char c) => c < 128 ? (_classes[c] & Start) != 0 : !IsOtherSpace(c);

    private readonly bool IsWordPart(char c) => c < 128 ? (_classes[c] & Part) != 0 : !IsOtherSpace(c);

    private static byte[][] BuildClasses()
    {
        var dialects = Enum.GetValues<SqlDialect>();
        var classes = new byte[dialects.Length][];
        foreach (var dialect in dialects)
        {
            var table = classes[(int)dialect] = new byte[128];
            for (var c = '\0'; c < 128; c++)
            {
                if (char.IsAsciiLetter(c) || c == '_')
                    table[c] = Start | Part;
                else if (char.IsAsciiDigit(c) || c == '$')
                    table[c] = Part;
                else if (c is <= ' ' or '\x7F')
                    table[c] = Space;
            }

            if (dialect is SqlDialect.SqlServer or SqlDialect.Oracle)
                table['#'] = table['@'] = Part;
            if (dialect is SqlDialect.SqlServer or SqlDialect.Unknown)
                table['#'] = Start | Part;
        }

        return classes;
    }

    // PostgreSQL, MySQL and SQLite take everything beyond ASCII as part of a name, also what looks like white space.
    private readonly bool IsOtherSpace(char c) =>
        c == '\uFEFF' || (_dialect is SqlDialect.SqlServer or SqlDialect.Oracle or SqlDialect.Unknown && char.IsWhiteSpace(c));

    private void ReadWordOrPrefixedText()
    {
        var text = _text;
        var i = _position;
        var hash = Words.Seed;
        do
        {
            hash = Words.Hash(hash, text[i]);
            i++;
        }
        while (i < text.Length && IsWordPart(text[i]));

        if (i < text.Length && text[i] is '\'' or '"' or '&' && i - _position <= 2 && TryReadPrefixedText(i))
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
