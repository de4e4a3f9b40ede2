using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Cli.Classify.Scripts;

/// <summary>Tells which semicolon ends a statement: not one within a block or the body of a routine.</summary>
internal struct StatementExtent(SqlDialect dialect)
{
    /// <summary>How many tokens may stand before what <c>CREATE</c> creates: <c>CREATE OR REPLACE DEFINER = `a`@`b` PROCEDURE</c>.</summary>
    private const int MostBeforeObject = 12;

    private int _depth;
    private bool _isRoutine;
    private bool _runsToTheEnd;

    /// <summary>Looks at the next token of a statement.</summary>
    /// <param name="tokens">The tokens from the first of the statement on.</param>
    /// <param name="index">The token to look at; every one is, in order.</param>
    public bool EndsAt(ReadOnlySpan<Token> tokens, int index)
    {
        var token = tokens[index];
        if (token.Kind == TokenKind.Semicolon)
            return _depth == 0 && !_runsToTheEnd;
        if (token.Kind != TokenKind.Word)
            return false;

        var next = index + 1 < tokens.Length ? tokens[index + 1].Word : Word.None;
        switch (token.Word)
        {
            case Word.Proc or Word.Procedure or Word.Function or Word.Trigger or Word.Event or Word.Package or Word.Body
                when !_isRoutine && IsRoutine(tokens, index):
                _isRoutine = true;
                // Such a body has no end of its own: a line GO or / ends it.
                _runsToTheEnd = dialect == SqlDialect.SqlServer || (dialect == SqlDialect.Oracle && tokens[0].Word == Word.Create);
                break;
            case Word.Begin or Word.Declare when index == 0 && dialect == SqlDialect.Oracle:
                _runsToTheEnd = true;
                break;
            case Word.Begin when OpensBlock(tokens, index, next):
            case Word.Case when index == 0 || tokens[index - 1].Word != Word.End:
                _depth++;
                break;
            case Word.End when _depth > 0 && !ClosesOther(next):
                _depth--;
                break;
        }

        return false;
    }

    /// <summary>Whether a word is what the statement creates, and not only a name: nothing but the words that may stand before it stands there.</summary>
    private readonly bool IsRoutine(ReadOnlySpan<Token> tokens, int index)
    {
        if (index is 0 or >= MostBeforeObject || tokens[0].Word is not (Word.Create or Word.Alter))
            return false;
        if (dialect == SqlDialect.SqlServer && tokens[index].Word == Word.Event)
            return false;

        var hasDefiner = false;
        foreach (var token in tokens[1..index])
        {
            hasDefiner |= token.Word == Word.Definer;
            var isAllowed = token.Word switch
            {
                Word.Or or Word.Replace or Word.Alter or Word.Temp or Word.Temporary or Word.Constraint or Word.Aggregate or Word.Package or Word.Type or Word.Definer => true,
                Word.View or Word.Table => false,
                Word.None or Word.Folded when dialect == SqlDialect.Oracle => true,
                _ => hasDefiner,
            };
            if (!isAllowed)
                return false;
        }

        return true;
    }

    private readonly bool OpensBlock(ReadOnlySpan<Token> tokens, int index, Word next)
    {
        if (next is Word.Atomic or Word.Try or Word.Catch)
            return true;
        if (next is Word.Tran or Word.Transaction or Word.Distributed or Word.Work or Word.Deferred or Word.Immediate or Word.Exclusive)
            return false;
        return dialect switch
        {
            SqlDialect.SqlServer => true,
            SqlDialect.PostgreSql => false,
            SqlDialect.Unknown => index > 0 || (tokens.Length > 1 && tokens[1].Kind != TokenKind.Semicolon && next is not (Word.Folded or Word.Read)),
            _ => _isRoutine || next == Word.Not,
        };
    }

    /// <summary><c>END IF</c> and the like, where they close what nothing is counted for. SQL Server has none: there, the next statement begins.</summary>
    private readonly bool ClosesOther(Word next) =>
        dialect != SqlDialect.SqlServer && next is Word.If or Word.Loop or Word.While or Word.Repeat or Word.For;
}
