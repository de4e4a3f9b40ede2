using System.Text;

namespace Audit.Storage.ClickHouse.Embedded.Sql;

/// <summary>
/// Splits ClickHouse SQL into tokens, as far as needed to tell strings, comments and names from keywords. What the
/// statement means is left to the engine's parser.
/// </summary>
internal ref struct SqlLexer(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;

    internal readonly bool Is(SqlToken token, ReadOnlySpan<byte> keyword) =>
        token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(_text[token.Start..token.End], keyword);

    internal SqlToken Next()
    {
        SkipTrivia();
        if (_position >= _text.Length)
            return new SqlToken(SqlTokenKind.End, _text.Length, _text.Length, 0);
        var start = _position;
        var first = _text[start];
        var kind = first switch
        {
            (byte)'\'' => Quoted(SqlTokenKind.String),
            (byte)'`' or (byte)'"' => Quoted(SqlTokenKind.QuotedName),
            (byte)'$' when HereDocument() => SqlTokenKind.String,
            >= (byte)'0' and <= (byte)'9' => Run(SqlTokenKind.Number),
            _ when IsWordByte(first) => Run(SqlTokenKind.Word),
            _ => One(),
        };
        return new SqlToken(kind, start, _position, first);
    }

    private static bool IsWordByte(byte value) =>
        value is (byte)'_' or (byte)'$' or >= 0x80 || char.IsAsciiLetterOrDigit((char)value);

    private SqlTokenKind One()
    {
        _position++;
        return SqlTokenKind.Symbol;
    }

    private SqlTokenKind Run(SqlTokenKind kind)
    {
        while (_position < _text.Length && IsWordByte(_text[_position]))
            _position++;
        return kind;
    }

    private SqlTokenKind Quoted(SqlTokenKind kind)
    {
        var quote = _text[_position++];
        while (_position < _text.Length)
        {
            var current = _text[_position++];
            if (current == '\\' && _position < _text.Length)
                _position++;
            else if (current == quote && (_position >= _text.Length || _text[_position] != quote))
                return kind;
            else if (current == quote)
                _position++;
        }
        return kind;
    }

    private bool HereDocument()
    {
        var rest = _text[_position..];
        var tagLength = rest[1..].IndexOf((byte)'$');
        if (tagLength < 0)
            return false;
        var tag = rest[..(tagLength + 2)];
        foreach (var value in tag[1..^1])
        {
            if (value == '$' || !IsWordByte(value))
                return false;
        }
        var end = rest[tag.Length..].IndexOf(tag);
        if (end < 0)
            return false;
        _position += tag.Length + end + tag.Length;
        return true;
    }

    private void SkipTrivia()
    {
        while (_position < _text.Length)
        {
            var rest = _text[_position..];
            if (rest[0] <= ' ')
                _position++;
            else if (rest.StartsWith("--"u8) || rest.StartsWith("#!"u8) || rest.StartsWith("# "u8))
                SkipPast(rest, "\n"u8);
            else if (rest.StartsWith("/*"u8))
                SkipPast(rest, "*/"u8);
            else
                return;
        }
    }

    private void SkipPast(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> mark)
    {
        // A comment's opening cannot be part of its end: "/*/" is still open.
        var end = rest[2..].IndexOf(mark);
        _position = end < 0 ? _text.Length : _position + 2 + end + mark.Length;
    }
}
