using Audit.Classification.Tokens;

namespace Audit.Cli.Classify.Scripts;

/// <summary>Lines that are meant for the client program and not for the server. What stands in a quote or comment is no token, so no such line.</summary>
internal static class ClientLine
{
    /// <summary><c>GO</c> of sqlcmd, also <c>GO 5</c>: ends a batch.</summary>
    public static bool IsGo(ReadOnlySpan<Token> tokens, int index) =>
        Starts(tokens, index, Word.Go)
        && (EndsLine(tokens, index) || (tokens[index + 1].Kind == TokenKind.Number && EndsLine(tokens, index + 1)));

    /// <summary><c>DELIMITER //</c> of mysql: says what ends a statement from here on.</summary>
    public static bool IsDelimiter(ReadOnlySpan<Token> tokens, int index) => Starts(tokens, index, Word.Delimiter) && !EndsLine(tokens, index);

    /// <summary><c>/</c> of SQL*Plus: runs the block above.</summary>
    public static bool IsSlash(ReadOnlySpan<Token> tokens, int index) => Starts(tokens, index, Word.Slash) && EndsLine(tokens, index);

    private static bool Starts(ReadOnlySpan<Token> tokens, int index, Word word) => tokens[index].Word == word && tokens[index].Has(TokenFlags.StartsLine);

    private static bool EndsLine(ReadOnlySpan<Token> tokens, int index) => index + 1 == tokens.Length || tokens[index + 1].Has(TokenFlags.StartsLine);
}
