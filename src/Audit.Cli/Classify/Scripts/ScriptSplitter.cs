using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Cli.Classify.Scripts;

/// <summary>Finds where the statements of a script end. A statement that is not understood takes what follows with it; nothing is ever left out.</summary>
internal ref struct ScriptSplitter(string text, SqlDialect dialect, ReadOnlySpan<Token> tokens)
{
    private const string Semicolon = ";";

    private readonly string _text = text;
    private readonly SqlDialect _dialect = dialect;
    private readonly ReadOnlySpan<Token> _tokens = tokens;
    private readonly List<ScriptStatement> _statements = [];
    private string _delimiter = Semicolon;
    private StatementExtent _extent;

    /// <summary>The first token of the statement; -1 before it.</summary>
    private int _first = -1;

    /// <summary>Where the text of the statement starts, with the comments before it.</summary>
    private int _start;
    private int _line = 1;
    private int _countedTo;

    public List<ScriptStatement> Split()
    {
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (TryReadClientLine(ref i))
                continue;
            if (_delimiter == Semicolon)
                ReadToken(i);
            else
                ReadDelimited(ref i);
        }

        End(_text.Length, _text.Length);
        return _statements;
    }

    private bool TryReadClientLine(ref int i)
    {
        var token = _tokens[i];
        if (!token.Has(TokenFlags.StartsLine))
            return false;

        if (_dialect == SqlDialect.MySql && ClientLine.IsDelimiter(_tokens, i))
        {
            var end = EndOfLine(token.End);
            End(token.Start, end);
            if (_text[token.End..end].Trim() is { Length: > 0 } delimiter)
                _delimiter = delimiter;
            SkipTo(ref i, end);
            return true;
        }

        var ends = _dialect switch
        {
            SqlDialect.SqlServer => ClientLine.IsGo(_tokens, i),
            SqlDialect.Oracle => ClientLine.IsSlash(_tokens, i),
            _ => false,
        };
        if (!ends)
            return false;

        var last = i + 1 < _tokens.Length && !_tokens[i + 1].Has(TokenFlags.StartsLine) ? i + 1 : i;
        End(token.Start, EndOfLine(_tokens[last].End));
        i = last;
        return true;
    }

    private void ReadToken(int i)
    {
        if (_first < 0)
        {
            if (_tokens[i].Kind == TokenKind.Semicolon)
            {
                _start = _tokens[i].End;
                return;
            }

            _first = i;
            _extent = new StatementExtent(_dialect);
        }

        if (_extent.EndsAt(_tokens[_first..], i - _first))
            End(_tokens[i].Start, _tokens[i].End);
    }

    private void ReadDelimited(ref int i)
    {
        var token = _tokens[i];
        var isQuoted = token.Kind is TokenKind.Text or TokenKind.Quoted;
        var found = isQuoted ? -1 : FindDelimiter(token);
        if (found < 0 || found > token.Start)
            _first = _first < 0 ? i : _first;
        if (found < 0)
            return;

        End(found, found + _delimiter.Length);
        SkipTo(ref i, found + _delimiter.Length);
    }

    private readonly int EndOfLine(int from) => _text.AsSpan(from).IndexOf('\n') is var found and >= 0 ? from + found : _text.Length;

    /// <summary>Where the delimiter starts within a token, or at it: its signs may be several tokens, and stand right behind a word.</summary>
    private readonly int FindDelimiter(Token token)
    {
        var end = Math.Min(_text.Length, token.End + _delimiter.Length - 1);
        var found = _text.AsSpan(token.Start, end - token.Start).IndexOf(_delimiter, StringComparison.OrdinalIgnoreCase);
        return found < 0 || token.Start + found >= token.End ? -1 : token.Start + found;
    }

    private readonly void SkipTo(ref int i, int position)
    {
        while (i + 1 < _tokens.Length && _tokens[i + 1].Start < position)
            i++;
    }

    /// <summary>Ends the statement, if there is one.</summary>
    private void End(int end, int next)
    {
        if (_first >= 0)
        {
            var start = _tokens[_first].Start;
            _line += _text.AsSpan(_countedTo, start - _countedTo).Count('\n');
            _countedTo = start;
            _statements.Add(new ScriptStatement(_line, _text[_start..end].Trim()));
        }

        _first = -1;
        _start = next;
    }
}
