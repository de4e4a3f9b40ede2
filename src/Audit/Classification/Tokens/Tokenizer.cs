using Audit.Statements;

namespace Audit.Classification.Tokens;

/// <summary>
/// Cuts a text into tokens by the rules of a dialect, in one pass and in time linear in the text. Never throws. See README.md for what always holds.
/// </summary>
internal ref partial struct Tokenizer
{
    private readonly ReadOnlySpan<char> _text;
    private readonly SqlDialect _dialect;
    private readonly SqlDialectOptions _options;
    private readonly TokenBuffer _buffer;
    private readonly byte[] _classes;
    private TokenFlags _flags;
    private bool _inExecutableComment;
    private int _position;

    public Tokenizer(ReadOnlySpan<char> text, SqlDialect dialect, SqlDialectOptions options, TokenBuffer buffer)
    {
        _text = text;
        _dialect = dialect;
        _options = options;
        _buffer = buffer;
        _classes = ClassesByDialect[(int)dialect];
        _flags = TokenFlags.StartsLine;
    }

    public void Run()
    {
        // Words and white space, which are most of any text, keep to variables of this loop.
        var text = _text;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (IsWordStart(c))
            {
                var end = WordEnd(text, i + 1);
                if (end - i <= 2 && end < text.Length && text[end] is '\'' or '"' or '&' && TryReadPrefixedText(i, end))
                {
                    i = _position;
                    continue;
                }

                AddWord(text, i, end);
                i = end;
            }
            else if (IsSpace(c))
            {
                _flags |= c == '\n' ? TokenFlags.StartsLine | TokenFlags.Separated : TokenFlags.Separated;
                i++;
            }
            else
            {
                _position = i;
                ReadOther(c);
                i = _position;
            }
        }

        if (_inExecutableComment)
            _buffer.IsBroken = true;
        _buffer.End();
    }

    private readonly char Peek(int ahead) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    /// <summary>Adds a name, parameter or sign.</summary>
    private void Emit(int end, TokenKind kind, Word word = Word.None)
    {
        var folds = word is Word.Plus or Word.Minus ? TokenFlags.Folds : TokenFlags.None;
        _buffer.Add(_position, end, kind, word, folds | TakeFlags(), TokenIdentity.Of(_text, _position, end));
        _position = end;
    }

    /// <summary>Adds a text or number.</summary>
    private void EmitLiteral(int end, TokenKind kind, TokenFlags flags = TokenFlags.None)
    {
        _buffer.Add(_position, end, kind, Word.None, flags | TokenFlags.Folds | TakeFlags(), TokenIdentity.Literal);
        _position = end;
    }

    /// <summary>Adds a token of a kind that has but one text.</summary>
    private void EmitMark(TokenKind kind)
    {
        _buffer.Add(_position, _position + 1, kind, Word.None, TakeFlags(), TokenIdentity.Of(kind));
        _position++;
    }

    /// <summary>What is known of the next token by where it stands.</summary>
    private TokenFlags TakeFlags()
    {
        var flags = _inExecutableComment ? _flags | TokenFlags.ExecutableComment : _flags;
        _flags = TokenFlags.None;
        return flags;
    }

    private void ReadOther(char c)
    {
        switch (c)
        {
            case >= '0' and <= '9':
                ReadNumber(_position);
                break;
            case '\'':
                ReadText(_position + 1, '\'', BackslashEscapesByDefault);
                break;
            case '"':
                ReadDoubleQuoted();
                break;
            case '`':
                ReadQuotedName('`');
                break;
            case '[':
                ReadBracket();
                break;
            case '-' when Peek(1) == '-' && (_dialect != SqlDialect.MySql || Peek(2) <= ' '):
                SkipLineComment();
                break;
            case '#' when _dialect == SqlDialect.MySql:
                SkipLineComment();
                break;
            case '/' when Peek(1) == '*':
                ReadBlockComment();
                break;
            case '*' when _inExecutableComment && Peek(1) == '/':
                _inExecutableComment = false;
                _flags |= TokenFlags.Separated | TokenFlags.AfterComment;
                _position += 2;
                break;
            case '$':
                ReadDollar();
                break;
            case '@' or ':' or '?':
                ReadParameter(c);
                break;
            case '(':
                _buffer.AddOpen(_position++, TakeFlags());
                break;
            case ')':
                _buffer.AddClose(_position++, TakeFlags());
                break;
            case ',':
                EmitMark(TokenKind.Comma);
                break;
            case ';':
                EmitMark(TokenKind.Semicolon);
                break;
            case '.':
                ReadDot();
                break;
            case >= '\x80' when char.IsAsciiDigit(Peek(1)):
                // A currency, and the amount of it.
                ReadNumber(_position + 1);
                break;
            default:
                ReadSign(c);
                break;
        }
    }

    private void ReadSign(char c)
    {
        var next = Peek(1);
        var (word, length) = (c, next) switch
        {
            ('=', '=') => (Word.Equal, 2),
            ('=', _) => (Word.Equal, 1),
            ('<', '=') => (Word.LessOrEqual, 2),
            ('<', '>') => (Word.NotEqual, 2),
            ('<', _) => (Word.Less, 1),
            ('>', '=') => (Word.GreaterOrEqual, 2),
            ('>', _) => (Word.Greater, 1),
            ('!' or '^', '=') => (Word.NotEqual, 2),
            ('|', '|') => (Word.Concat, 2),
            ('+', _) => (Word.Plus, 1),
            ('-', _) => (Word.Minus, 1),
            ('*', _) => (Word.Star, 1),
            ('/', _) => (Word.Slash, 1),
            ('%', _) => (Word.Percent, 1),
            _ => (Word.OtherSign, 1),
        };
        Emit(_position + length, TokenKind.Sign, word);
    }

    private void ReadDot()
    {
        // A dot behind a name leads to its next part, whatever that starts with.
        var startsNumber = char.IsAsciiDigit(Peek(1))
            && (_flags != TokenFlags.None || _buffer.Count == 0 || _buffer.Tokens[^1].Kind is not (TokenKind.Word or TokenKind.Quoted or TokenKind.Close));
        if (startsNumber)
            ReadNumber(_position);
        else
            EmitMark(TokenKind.Dot);
    }

    /// <summary>A number, of which the digits start at <paramref name="i"/>.</summary>
    private void ReadNumber(int i)
    {
        if (_text[i] == '0' && i == _position && (Peek(1) | 0x20) is 'x' or 'b' or 'o')
        {
            i += 2;
            while (i < _text.Length && (char.IsAsciiHexDigit(_text[i]) || _text[i] == '_'))
                i++;
            EmitLiteral(i, TokenKind.Number);
            return;
        }

        i = SkipDigits(i);
        if (i < _text.Length && _text[i] == '.' && !(i + 1 < _text.Length && _text[i + 1] == '.'))
            i = SkipDigits(i + 1);
        if (i < _text.Length && (_text[i] | 0x20) == 'e')
        {
            var exponent = i + 1 < _text.Length && _text[i + 1] is '+' or '-' ? i + 2 : i + 1;
            if (exponent < _text.Length && char.IsAsciiDigit(_text[exponent]))
                i = SkipDigits(exponent);
        }

        // 1.5f and 2d of Oracle.
        if (_dialect == SqlDialect.Oracle && i < _text.Length && (_text[i] | 0x20) is 'f' or 'd' && (i + 1 == _text.Length || !IsWordPart(_text[i + 1])))
            i++;
        EmitLiteral(i, TokenKind.Number);
    }

    private readonly int SkipDigits(int i)
    {
        while (i < _text.Length && (char.IsAsciiDigit(_text[i]) || (_text[i] == '_' && i + 1 < _text.Length && char.IsAsciiDigit(_text[i + 1]))))
            i++;
        return i;
    }

    private void ReadParameter(char c)
    {
        if (c == ':' && Peek(1) == ':')
        {
            Emit(_position + 2, TokenKind.Sign, Word.Cast);
            return;
        }

        if (c == ':' && Peek(1) == '=')
        {
            Emit(_position + 2, TokenKind.Sign, Word.Assign);
            return;
        }

        var i = _position + 1;
        if (c == '@' && i < _text.Length && _text[i] == '@')
            i++;
        if (c == '@' && _dialect == SqlDialect.MySql && i < _text.Length && _text[i] is '`' or '\'' or '"')
        {
            // A variable's name or a host's, quoted: the quoted part is read next, and judged on its own.
            Emit(i, TokenKind.Sign, Word.OtherSign);
            return;
        }

        var name = i;
        while (i < _text.Length && IsWordPart(_text[i]))
            i++;

        // A PostgreSQL array's slice is no parameter, and its bound is a literal.
        var isSlice = c == ':' && _dialect == SqlDialect.PostgreSql && i > name && char.IsAsciiDigit(_text[name]);
        if (isSlice || (i == name && c != '?'))
            Emit(_position + 1, TokenKind.Sign, Word.OtherSign);
        else
            Emit(i, TokenKind.Parameter);
    }
}
