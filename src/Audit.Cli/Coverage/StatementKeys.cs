using System.Text;
using Audit.Classification.Tokens;
using Audit.Cli.Classify;
using Audit.Cli.Classify.Scripts;
using Audit.Statements;

namespace Audit.Cli.Coverage;

/// <summary>
/// Tells what a recorded statement and the same statement in <c>pg_stat_statements</c> have in common. The server replaces constants and parameters alike by <c>$1</c>, the driver
/// names of parameters by numbers, and the log constants by <c>?</c>; here all of them count as the same constant, and the classifier's fingerprint of that is the key.
/// </summary>
internal sealed class StatementKeys
{
    private const string Constant = " 0 ";

    private readonly IStatementClassifier _classifier = Classifier.Create();

    /// <summary>The keys of a text's statements: the driver sends those of a batch one by one.</summary>
    public IEnumerable<ulong> Of(string text)
    {
        var statements = SqlScript.Parse(text, SqlDialect.PostgreSql).Statements;
        foreach (var statement in statements)
            yield return _classifier.Classify(Comparable(statement.Text), SqlDialect.PostgreSql).Fingerprint;
    }

    /// <summary>What a text does, for what is shown of it.</summary>
    public StatementInfo Classify(string text) => _classifier.Classify(text, SqlDialect.PostgreSql);

    private static string Comparable(string text)
    {
        var buffer = new TokenBuffer();
        new Tokenizer(text, SqlDialect.PostgreSql, SqlDialectOptions.None, buffer).Run();
        var tokens = buffer.Tokens;
        var comparable = new StringBuilder(text.Length);
        var end = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            // Comments and white space are of no account.
            if (token.Start > end)
                comparable.Append(' ');
            comparable.Append(IsConstant(tokens, i) ? Constant : text.AsSpan(token.Start, token.End - token.Start));
            end = token.End;
        }

        return comparable.ToString();
    }

    private static bool IsConstant(ReadOnlySpan<Token> tokens, int i) => tokens[i].Kind switch
    {
        TokenKind.Parameter or TokenKind.Text or TokenKind.Number => true,
        // IS NOT NULL is an operator, and no constant.
        TokenKind.Word => tokens[i].Word is Word.Null or Word.True or Word.False && !(i > 0 && tokens[i - 1].Word is Word.Is or Word.Not),
        _ => false,
    };
}
