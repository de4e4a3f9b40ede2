namespace Audit.Storage.ClickHouse.Embedded.Sql;

/// <summary>An <c>INSERT</c> that brings data: its text up to the format, the format, and where the data begins.</summary>
internal readonly record struct InsertStatement(int PrefixLength, string Format, int DataStart)
{
    internal const string Values = "Values";

    /// <summary>Finds the parts, or gives null when the text is no insert with data.</summary>
    /// <param name="text">The text from its first byte on; the data may be cut off anywhere.</param>
    internal static InsertStatement? Find(ReadOnlySpan<byte> text)
    {
        var lexer = new SqlLexer(text);
        if (!lexer.Is(lexer.Next(), "INSERT"u8))
            return null;
        var depth = 0;
        var tokens = 1;
        while (true)
        {
            var token = lexer.Next();
            tokens++;
            if (token.Kind == SqlTokenKind.End)
                return null;
            if (token.IsSymbol('('))
                depth++;
            else if (token.IsSymbol(')'))
                depth--;
            else if (depth != 0 || token.Kind != SqlTokenKind.Word)
                continue;
            else if (tokens > 3 && lexer.Is(token, "VALUES"u8))
                return new InsertStatement(token.Start, Values, token.End);
            else if (lexer.Is(token, "SELECT"u8) || lexer.Is(token, "WITH"u8))
                return null;
            else if (tokens > 3 && lexer.Is(token, "FORMAT"u8))
                return WithFormat(text, token, lexer.Next());
        }
    }

    private static InsertStatement? WithFormat(ReadOnlySpan<byte> text, SqlToken keyword, SqlToken name)
    {
        if (name.Kind != SqlTokenKind.Word)
            return null;
        var format = System.Text.Encoding.UTF8.GetString(text[name.Start..name.End]);
        return new InsertStatement(keyword.Start, format, DataAfter(text, name.End));
    }

    /// <summary>Data begins after the first line break behind the format, or after the blanks when there is none.</summary>
    private static int DataAfter(ReadOnlySpan<byte> text, int position)
    {
        if (position < text.Length && text[position] == ';')
            position++;
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\t' or (byte)'\f')
            position++;
        if (position < text.Length && text[position] == '\r')
            position++;
        if (position < text.Length && text[position] == '\n')
            position++;
        return position;
    }
}
