using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>The DELIMITER of MySQL's client: a line in scripts that says what ends the statements behind it.</summary>
internal ref partial struct StatementParser
{
    private readonly bool IsDelimiterLine(int i) =>
        _dialect == SqlDialect.MySql && Is(i, Word.Delimiter) && KindIs(i, TokenFlags.StartsLine);

    /// <summary>Takes over the line's delimiter, or none for the semicolon; returns what follows the line.</summary>
    private int ReadDelimiter(int i, int limit)
    {
        var rest = _text[_tokens[i].End..];
        var length = rest.IndexOfAny('\r', '\n');
        var line = length < 0 ? rest : rest[..length];
        var delimiter = line.Trim();
        _delimiter = delimiter is ";" ? default : delimiter;
        var lineEnd = _tokens[i].End + line.Length;
        while (i < limit && _tokens[i].Start < lineEnd)
            i++;
        return i;
    }

    private readonly bool IsDelimiter(int i) =>
        !_delimiter.IsEmpty && i < _tokens.Length && _text[_tokens[i].Start..].StartsWith(_delimiter);

    private readonly int AfterDelimiter(int i)
    {
        var end = _tokens[i].Start + _delimiter.Length;
        while (i < _tokens.Length && _tokens[i].Start < end)
            i++;
        return i;
    }

    /// <summary>Whether a word is END with the delimiter right behind it: a dollar is part of a word.</summary>
    private readonly bool IsDelimitedEnd(int i) =>
        !_delimiter.IsEmpty && KindAt(i) == TokenKind.Word && TextAt(i) is { Length: > 3 } word
        && word.StartsWith("END", StringComparison.OrdinalIgnoreCase) && word[3..].SequenceEqual(_delimiter);
}
