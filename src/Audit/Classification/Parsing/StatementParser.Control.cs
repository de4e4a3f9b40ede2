using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Transactions, and the words that steer what runs when.</summary>
internal ref partial struct StatementParser
{
    private void ParseControl(int i, int end)
    {
        switch (WordAt(i))
        {
            case Word.Begin when _dialect == SqlDialect.SqlServer && !(WordAt(i + 1) is Word.Tran or Word.Transaction or Word.Distributed):
                _transactBlocks++;
                break;
            case Word.End when _dialect == SqlDialect.SqlServer:
                _transactBlocks = Math.Max(0, _transactBlocks - 1);
                break;
            case Word.Begin when IsBlockStart(i):
                Operation(Word.Begin);
                ParseBlockStatement(i, end);
                break;
            case Word.Begin or Word.Declare when _dialect == SqlDialect.Oracle:
                _findings.Operations.Add("BLOCK");
                ParseBlockStatement(i, end);
                break;
            case Word.Start:
                Operation(Is(i + 1, Word.Transaction) ? Word.Begin : Word.Start);
                break;
            case Word.End:
                Operation(Word.Commit);
                break;
            case Word.If or Word.While or Word.Else or Word.Return:
                if (_dialect != SqlDialect.SqlServer && !_inBlock)
                    NotUnderstood();
                Scan(i, end);
                break;
            case Word.Declare:
                Operation(Word.Declare);
                ParseQuery(i, end);
                break;
            case Word.Do:
                ParseDo(i, end);
                break;
            default:
                Operation(WordAt(i));
                break;
        }
    }

    /// <summary>The label of an Oracle block: <c>&lt;&lt;name&gt;&gt;</c>.</summary>
    private readonly int SkipLabel(int i) =>
        _dialect == SqlDialect.Oracle && Is(i, Word.Less, Word.Less) && IsName(i + 2) && Is(i + 3, Word.Greater, Word.Greater) ? i + 5 : i;

    /// <summary>MariaDB's <c>BEGIN NOT ATOMIC</c>.</summary>
    private readonly bool IsBlockStart(int i) => _dialect == SqlDialect.MySql && Is(i, Word.Begin) && Is(i + 1, Word.Not, Word.Atomic);

    private void ParseBlockStatement(int i, int end)
    {
        var via = _via;
        var inBlock = _inBlock;
        _via = "block";
        _inBlock = true;
        ParseBlock(i, end);
        _inBlock = inBlock;
        _via = via;
    }

    /// <summary>PostgreSQL's DO runs the literal; MySQL's evaluates expressions.</summary>
    private void ParseDo(int i, int end)
    {
        Operation(Word.Do);
        if (_dialect == SqlDialect.MySql)
        {
            Scan(i, end);
            return;
        }

        for (var body = i + 1; body < end; body++)
        {
            // DO LANGUAGE 'plpgsql' '…'
            if (KindAt(body) != TokenKind.Text || IsText(body - 1, "LANGUAGE"))
                continue;
            RunText(body, Literal(body), "block", isBlock: true);
            return;
        }

        NotUnderstood();
    }
}
