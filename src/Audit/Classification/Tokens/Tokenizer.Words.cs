using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Audit.Statements;

namespace Audit.Classification.Tokens;

internal ref partial struct Tokenizer
{
    private const byte Start = 1;
    private const byte Part = 2;
    private const byte Space = 4;

    private static readonly byte[][] ClassesByDialect = BuildClasses();

    private readonly bool IsSpace(char c) => c < 128 ? (_classes[c] & Space) != 0 : IsOtherSpace(c);

    private readonly bool IsWordStart(char c) => c < 128 ? (_classes[c] & Start) != 0 : !IsOtherSpace(c) && !IsCurrency(c);

    private readonly bool IsWordPart(char c) => c < 128 ? (_classes[c] & Part) != 0 : !IsOtherSpace(c);

    /// <summary>Transact-SQL writes amounts of money with their currency, and has no names with one.</summary>
    private readonly bool IsCurrency(char c) =>
        _dialect is SqlDialect.SqlServer or SqlDialect.Unknown && char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

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

    private void AddWord(ReadOnlySpan<char> text, int start, int end)
    {
        var word = Words.Find(text, start, end, out var identity);
        if (word >= Words.FirstThatMayLeadToCredentials)
            _buffer.MayHoldCredentials = true;
        var folds = word is Word.In or Word.Values ? TokenFlags.Folds : TokenFlags.None;
        _buffer.Add(start, end, TokenKind.Word, word, folds | TakeFlags(), identity);
    }

    /// <summary>Where the characters end that are part of a word: eight of them are looked at in one go.</summary>
    private readonly int WordEnd(ReadOnlySpan<char> text, int i)
    {
        while (true)
        {
            if (i + Vector128<ushort>.Count <= text.Length)
            {
                var mask = (~IsLetterOrDigit(Vector128.Create(MemoryMarshal.Cast<char, ushort>(text.Slice(i, Vector128<ushort>.Count))))).ExtractMostSignificantBits();
                i += BitOperations.TrailingZeroCount(mask | (1u << Vector128<ushort>.Count));
                if (mask == 0)
                    continue;
            }

            // What letters, digits and underscores end at may still be part of a word.
            if (i >= text.Length || !IsWordPart(text[i]))
                return i;
            i++;
        }
    }

    private static Vector128<ushort> IsLetterOrDigit(Vector128<ushort> c) =>
        Vector128.LessThanOrEqual((c | Vector128.Create((ushort)0x20)) - Vector128.Create((ushort)'a'), Vector128.Create((ushort)('z' - 'a')))
        | Vector128.LessThanOrEqual(c - Vector128.Create((ushort)'0'), Vector128.Create((ushort)9))
        | Vector128.Equals(c, Vector128.Create((ushort)'_'));

    /// <summary>Reads <c>E'…'</c>, <c>N'…'</c>, <c>X'…'</c>, <c>B'…'</c>, <c>U&amp;'…'</c> and <c>q'[…]'</c>, if the word is such a prefix.</summary>
    private bool TryReadPrefixedText(int start, int quote)
    {
        _position = start;
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
            EmitLiteral(start + 1 + found + 2, TokenKind.Text);
    }
}
