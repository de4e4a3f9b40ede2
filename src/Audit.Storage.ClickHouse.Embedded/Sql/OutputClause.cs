namespace Audit.Storage.ClickHouse.Embedded.Sql;

/// <summary>Where a reading statement's output goes, and in which format.</summary>
internal static class OutputClause
{
    /// <summary>Directs the output of <paramref name="statement"/> into <paramref name="file"/>, in its own format or the given one.</summary>
    internal static byte[] Redirect(ReadOnlySpan<byte> statement, string file, string defaultFormat, out string format)
    {
        var trailing = Trailing(statement);
        format = trailing.Format ?? defaultFormat;
        var clause = trailing.Format is null
            ? $"\nINTO OUTFILE '{file}' APPEND FORMAT {defaultFormat}"
            : $"\nINTO OUTFILE '{file}' APPEND ";
        var clauseBytes = System.Text.Encoding.UTF8.GetBytes(clause);
        return [.. statement[..trailing.Position], .. clauseBytes, .. statement[trailing.Position..trailing.End]];
    }

    /// <summary>The format that the statement itself asks for, if any.</summary>
    internal static string? FormatOf(ReadOnlySpan<byte> statement) => Trailing(statement).Format;

    /// <summary>The first keyword, in upper case.</summary>
    internal static string FirstKeyword(ReadOnlySpan<byte> statement)
    {
        var lexer = new SqlLexer(statement);
        var token = lexer.Next();
        while (token.IsSymbol('('))
            token = lexer.Next();
        return token.Kind == SqlTokenKind.Word
            ? System.Text.Encoding.UTF8.GetString(statement[token.Start..token.End]).ToUpperInvariant()
            : "";
    }

    /// <summary>Whether the text asks for its output in a file, at any depth.</summary>
    internal static bool WritesFile(ReadOnlySpan<byte> statement)
    {
        var lexer = new SqlLexer(statement);
        var into = false;
        for (var token = lexer.Next(); token.Kind != SqlTokenKind.End; token = lexer.Next())
        {
            if (into && lexer.Is(token, "OUTFILE"u8))
                return true;
            into = lexer.Is(token, "INTO"u8);
        }
        return false;
    }

    /// <summary>Whether the text wants rows chosen before those filters run that it does not know of.</summary>
    internal static bool ReadsAhead(ReadOnlySpan<byte> statement)
    {
        var lexer = new SqlLexer(statement);
        for (var token = lexer.Next(); token.Kind != SqlTokenKind.End; token = lexer.Next())
        {
            if (lexer.Is(token, "PREWHERE"u8) || lexer.Is(token, "SAMPLE"u8))
                return true;
        }
        return false;
    }

    /// <summary>Whether the text has a WHERE or a parenthesis, without which no expression can do anything.</summary>
    internal static bool MayHoldExpressions(ReadOnlySpan<byte> statement)
    {
        var lexer = new SqlLexer(statement);
        for (var token = lexer.Next(); token.Kind != SqlTokenKind.End; token = lexer.Next())
        {
            if (token.IsSymbol('(') || lexer.Is(token, "WHERE"u8))
                return true;
        }
        return false;
    }

    private static (int Position, int End, string? Format) Trailing(ReadOnlySpan<byte> statement)
    {
        var lexer = new SqlLexer(statement);
        var depth = 0;
        var end = 0;
        SqlToken previous = default;
        (int Position, string Format)? found = null;
        var token = lexer.Next();
        while (token.Kind != SqlTokenKind.End)
        {
            if (token.IsSymbol('(') || token.IsSymbol('[') || token.IsSymbol('{'))
                depth++;
            else if (token.IsSymbol(')') || token.IsSymbol(']') || token.IsSymbol('}'))
                depth--;
            if (depth == 0 && lexer.Is(token, "FORMAT"u8) && !ExpectsName(lexer, previous))
            {
                var name = lexer.Next();
                if (name.Kind == SqlTokenKind.Word)
                    found = (token.Start, System.Text.Encoding.UTF8.GetString(statement[name.Start..name.End]));
                end = name.Kind == SqlTokenKind.Word ? name.End : token.End;
                previous = token;
                token = name.Kind == SqlTokenKind.Word ? lexer.Next() : name;
                if (!EndsFormat(lexer, token))
                    found = null;
                continue;
            }
            if (!token.IsSymbol(';'))
                end = token.End;
            previous = token;
            token = lexer.Next();
        }
        return found is { } format ? (format.Position, end, format.Format) : (end, end, null);
    }

    private static bool EndsFormat(SqlLexer lexer, SqlToken next) =>
        next.Kind == SqlTokenKind.End || next.IsSymbol(';') || lexer.Is(next, "SETTINGS"u8);

    private static bool ExpectsName(SqlLexer lexer, SqlToken previous) =>
        previous.IsSymbol(',') || previous.IsSymbol('.') || lexer.Is(previous, "AS"u8) || lexer.Is(previous, "FROM"u8)
        || lexer.Is(previous, "JOIN"u8) || lexer.Is(previous, "SELECT"u8) || lexer.Is(previous, "BY"u8);
}
