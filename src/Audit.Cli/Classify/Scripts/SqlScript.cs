using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Cli.Classify.Scripts;

/// <summary>A script as people and migrations write them: statements that the lines and signs of the client programs end.</summary>
/// <param name="Dialect">The dialect asked for, or the one that the script's own lines give away.</param>
/// <param name="Statements">Its statements, in order.</param>
internal sealed record SqlScript(SqlDialect Dialect, IReadOnlyList<ScriptStatement> Statements)
{
    /// <summary>Cuts a script into its statements, in time linear in its length. Never throws.</summary>
    /// <param name="text">The script.</param>
    /// <param name="dialect">Its dialect. When that is not known, a line <c>DELIMITER</c> tells MySQL, and a line <c>GO</c> SQL Server.</param>
    public static SqlScript Parse(string text, SqlDialect dialect)
    {
        var tokens = new TokenBuffer();
        new Tokenizer(text, dialect, SqlDialectOptions.None, tokens).Run();
        if (dialect == SqlDialect.Unknown && Guess(tokens.Tokens) is var guessed and not SqlDialect.Unknown)
        {
            dialect = guessed;
            tokens.Clear();
            new Tokenizer(text, dialect, SqlDialectOptions.None, tokens).Run();
        }

        return new SqlScript(dialect, new ScriptSplitter(text, dialect, tokens.Tokens).Split());
    }

    private static SqlDialect Guess(ReadOnlySpan<Token> tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (ClientLine.IsDelimiter(tokens, i))
                return SqlDialect.MySql;
            if (ClientLine.IsGo(tokens, i))
                return SqlDialect.SqlServer;
        }

        return SqlDialect.Unknown;
    }
}
