using Audit.Statements;

namespace Audit.Classification.Tokens;

internal ref partial struct Tokenizer
{
    private readonly bool BackslashEscapesByDefault =>
        _dialect == SqlDialect.MySql && (_options & SqlDialectOptions.NoBackslashEscapes) == 0;

    /// <summary>Whether double quotes hold a text and not a name.</summary>
    private readonly bool DoubleQuotedIsText => _dialect switch
    {
        SqlDialect.MySql => (_options & SqlDialectOptions.AnsiQuotes) == 0,
        SqlDialect.SqlServer => (_options & SqlDialectOptions.QuotedIdentifierOff) != 0,
        _ => false,
    };

    /// <summary>Takes the rest of the text as a literal: better too much than a secret.</summary>
    private void Unterminated()
    {
        _buffer.IsBroken = true;
        EmitLiteral(_text.Length, TokenKind.Text);
    }

    private void ReadText(int start, char quote, bool backslashEscapes)
    {
        var end = FindQuote(start, quote, backslashEscapes);
        if (end < 0)
            Unterminated();
        else
            EmitLiteral(end + 1, TokenKind.Text, backslashEscapes ? TokenFlags.BackslashEscapes : TokenFlags.None);
    }

    /// <summary>The closing quote; -1 when there is none. Doubled quotes do not close.</summary>
    private readonly int FindQuote(int start, char quote, bool backslashEscapes)
    {
        var i = start;
        while (true)
        {
            var rest = _text[i..];
            var found = backslashEscapes ? rest.IndexOfAny(quote, '\\') : rest.IndexOf(quote);
            if (found < 0)
                return -1;
            i += found;
            if (_text[i] == quote && !(i + 1 < _text.Length && _text[i + 1] == quote))
                return i;
            i += 2;
            if (i > _text.Length)
                return -1;
        }
    }

    private void ReadDoubleQuoted()
    {
        if (DoubleQuotedIsText)
            ReadText(_position + 1, '"', BackslashEscapesByDefault);
        else
            ReadQuotedName('"');
    }

    private void ReadQuotedName(char quote) => ReadQuotedName(quote, _position + 1);

    private void ReadQuotedName(char quote, int start)
    {
        var end = FindQuote(start, quote, backslashEscapes: false);
        if (end < 0)
            Unterminated();
        else
            Emit(end + 1, TokenKind.Quoted);
    }

    private void ReadBracket()
    {
        // Where brackets also index arrays, they quote only what does not stand right behind a value.
        var quotes = _dialect switch
        {
            SqlDialect.SqlServer or SqlDialect.Sqlite => true,
            SqlDialect.Unknown => _flags != TokenFlags.None || _buffer.Count == 0
                || _buffer.Tokens[^1].Kind is not (TokenKind.Word or TokenKind.Quoted or TokenKind.Close),
            _ => false,
        };
        if (!quotes)
            Emit(_position + 1, TokenKind.Sign, Word.OtherSign);
        else if (_dialect != SqlDialect.Sqlite)
            ReadQuotedName(']');
        else if (_text[_position..].IndexOf(']') is var end and >= 0)
            Emit(_position + end + 1, TokenKind.Quoted);
        else
            Unterminated();
    }

    /// <summary>Reads <c>$1</c>, <c>$tag$…$tag$</c> or <c>$name</c>, and <c>$1</c> as an amount of money.</summary>
    private void ReadDollar()
    {
        if (_dialect == SqlDialect.SqlServer && char.IsAsciiDigit(Peek(1) == '.' ? Peek(2) : Peek(1)))
        {
            ReadNumber(_position + 1);
            return;
        }

        var i = _position + 1;
        while (i < _text.Length && _text[i] != '$' && (char.IsAsciiLetterOrDigit(_text[i]) || _text[i] == '_' || _text[i] >= 128))
            i++;
        var isQuote = _dialect is SqlDialect.PostgreSql or SqlDialect.Unknown
            && i < _text.Length && _text[i] == '$' && !char.IsAsciiDigit(_text[_position + 1]);
        if (!isQuote)
        {
            if (i == _position + 1)
                Emit(i, TokenKind.Sign, Word.OtherSign);
            else
                Emit(i, TokenKind.Parameter);
            return;
        }

        var tag = _text[_position..(i + 1)];
        var found = _text[(i + 1)..].IndexOf(tag);
        if (found < 0)
            Unterminated();
        else
            EmitLiteral(i + 1 + found + tag.Length, TokenKind.Text);
    }
}
