using Audit.Statements;

namespace Audit.Classification.Tokens;

internal ref partial struct Tokenizer
{
    private void SkipLineComment()
    {
        var rest = _text[_position..];
        var end = _dialect is SqlDialect.PostgreSql or SqlDialect.Unknown ? rest.IndexOfAny('\n', '\r') : rest.IndexOf('\n');
        if (end < 0)
            _buffer.EndsInComment = true;
        AddComment(end < 0 ? _text.Length : _position + end);
    }

    private void ReadBlockComment()
    {
        if (_dialect == SqlDialect.MySql && ExecutableCommentLength() is var length and > 0)
        {
            _inExecutableComment = true;
            _flags |= TokenFlags.Separated | TokenFlags.AfterComment;
            _position += length;
            return;
        }

        var nests = _dialect is SqlDialect.PostgreSql or SqlDialect.SqlServer or SqlDialect.Unknown;
        var depth = 1;
        var i = _position + 2;
        while (depth > 0)
        {
            var found = nests ? _text[i..].IndexOfAny('*', '/') : _text[i..].IndexOf('*');
            if (found < 0 || i + found + 1 >= _text.Length)
            {
                // SQLite lets the end of the text end a comment.
                _buffer.IsBroken |= _dialect != SqlDialect.Sqlite;
                _buffer.EndsInComment = true;
                AddComment(_text.Length);
                return;
            }

            i += found;
            if (_text[i] == '*' && _text[i + 1] == '/')
            {
                depth--;
                i += 2;
            }
            else if (nests && _text[i] == '/' && _text[i + 1] == '*')
            {
                // Whether an unknown dialect nests comments decides what runs.
                _buffer.IsBroken |= _dialect == SqlDialect.Unknown;
                depth++;
                i += 2;
            }
            else
            {
                i++;
            }
        }

        AddComment(i);
    }

    /// <summary>The length of <c>/*!50000</c> or <c>/*M!100100</c>; 0 for an ordinary comment.</summary>
    private readonly int ExecutableCommentLength()
    {
        var length = Peek(2) == '!' ? 3 : Peek(2) == 'M' && Peek(3) == '!' ? 4 : 0;
        if (length > 0)
        {
            while (char.IsAsciiDigit(Peek(length)))
                length++;
        }

        return length;
    }

    private void AddComment(int end)
    {
        _buffer.AddComment(_position, end);
        _flags |= TokenFlags.Separated | TokenFlags.AfterComment;
        _position = end;
    }
}
