using System.Text;
using Audit.Classification.Rewriting;
using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>EXEC, EXECUTE, PREPARE and CALL: what runs may be in a literal, or not in the text at all.</summary>
internal ref partial struct StatementParser
{
    private void ParseExecute(int i, int end)
    {
        if (Is(i, Word.Prepare))
            ParsePrepare(i, end);
        else if (_dialect == SqlDialect.SqlServer || Is(i, Word.Exec))
            ParseTransactExec(i, end);
        else
            ParseExecutePrepared(i, end);
    }

    private void ParseTransactExec(int i, int end)
    {
        if (Is(i, Word.Execute) && Is(i + 1, Word.As))
        {
            _findings.Operations.Add("EXECUTE AS");
            return;
        }

        Operation(Word.Exec);
        i++;
        if (KindAt(i) == TokenKind.Open)
        {
            RunExpression(i + 1, Math.Min(_tokens[i].Match, end), "dynamic_sql", isBlock: false);
            return;
        }

        // EXEC @result = procedure.
        if (KindAt(i) == TokenKind.Parameter && Is(i + 1, Word.Equal))
            i += 2;
        if (KindAt(i) == TokenKind.Parameter)
            _findings.IsOpaque = true;
        else
            ParseProcedureCall(i, end);
    }

    /// <summary>A call of a procedure by its name; some of them run what they are told.</summary>
    private void ParseProcedureCall(int i, int end)
    {
        var nameEnd = Math.Min(NameEnd(i), end);
        if (nameEnd == i)
        {
            NotUnderstood();
            return;
        }

        var name = Unquoted(nameEnd - 1);
        if (Equal(name, "sp_executesql"))
        {
            var first = KindAt(nameEnd) == TokenKind.Parameter && Is(nameEnd + 1, Word.Equal) ? nameEnd + 2 : nameEnd;
            RunExpression(first, ItemEnd(first, end), "dynamic_sql", isBlock: false);
        }
        else if (Equal(name, "xp_cmdshell"))
        {
            Reason("os_command");
        }
        else if (Equal(name, "sp_rename"))
        {
            Reason("rename_object");
        }

        Scan(nameEnd, end);
    }

    private void ParseExecutePrepared(int i, int end)
    {
        Operation(Word.Execute);
        var what = SkipWord(i + 1, Word.Immediate);
        if (what > i + 1 || _inBlock)
        {
            var expressionEnd = Find(what, Find(what, end, Word.Into, Word.Bulk), Word.Using, Word.Returning);
            RunExpression(what, Math.Min(expressionEnd, end), "dynamic_sql", isBlock: false);
        }
        else if (!IsName(what))
        {
            NotUnderstood();
        }
    }

    private void ParsePrepare(int i, int end)
    {
        Operation(Word.Prepare);
        if (Is(i + 1, Word.Transaction))
            return;
        var from = Find(i, end, Word.From, Word.As);
        if (Is(from, Word.As))
        {
            var via = _via;
            _via = "prepared";
            ParseStatement(from + 1, end);
            _via = via;
        }
        else if (Is(from, Word.From))
        {
            RunExpression(from + 1, end, "prepared", isBlock: false);
        }
        else
        {
            NotUnderstood();
        }
    }

    /// <summary>Runs a literal, or literals put together; anything else hides what runs.</summary>
    private void RunExpression(int i, int end, string via, bool isBlock)
    {
        while (KindAt(i) == TokenKind.Open && Next(i) == end)
        {
            i++;
            end--;
        }

        var isConstant = i < end;
        for (var token = i; token < end; token++)
        {
            var isOperator = WordAt(token) is Word.Plus or Word.Concat;
            isConstant &= (token - i) % 2 == 0 ? KindAt(token) == TokenKind.Text : isOperator;
        }

        if (!isConstant || (end - i) % 2 == 0)
        {
            _findings.IsOpaque = true;
            Scan(i, end);
            return;
        }

        if (end == i + 1)
        {
            RunText(i, Literal(i), via, isBlock);
            return;
        }

        var text = new StringBuilder();
        for (var token = i; token < end; token += 2)
            text.Append(Literal(token));
        RunText(i, text.ToString(), via, isBlock);
    }

    private readonly string Literal(int token) => LiteralText.Unescape(TextAt(token), _dialect, _tokens[token].Has(TokenFlags.BackslashEscapes));

    /// <summary>Analyses a text that runs, and keeps its redacted form for the literal that held it.</summary>
    private void RunText(int token, string text, string via, bool isBlock)
    {
        if (_tokens[token].Has(TokenFlags.Body) || !Enter())
            return;
        var body = TextAnalysis.Run(text, new TextToRun(_dialect, _options, via, _depth, isBlock), _workspace);
        _tokens[token].Flags |= TokenFlags.Body;
        _buffer.Bodies.Add(new TokenBuffer.Body(token, body.Redacted, body.Fingerprint));
        Leave();
    }
}
