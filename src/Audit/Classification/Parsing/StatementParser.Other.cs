using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Statements that need little more than their name.</summary>
internal ref partial struct StatementParser
{
    private void ParseOther(int i, int end)
    {
        switch (WordAt(i))
        {
            case Word.Refresh or Word.Comment or Word.Lock or Word.Rename or Word.Disable or Word.Enable or Word.Purge or Word.Restore or Word.Noaudit
                or Word.Shutdown or Word.Attach or Word.Connect or Word.Import or Word.Reassign:
                Operation(WordAt(i));
                ParseEffect(i, end);
                break;
            case Word.Abort or Word.Audit or Word.Backup or Word.Break or Word.Call or Word.Change or Word.Check or Word.Checkpoint or Word.Close or Word.Cluster
                or Word.Continue or Word.Dbcc or Word.Deallocate or Word.Detach or Word.Discard or Word.Exit or Word.Fetch or Word.Flush or Word.Get or Word.Goto
                or Word.Handler or Word.Kill or Word.Leave or Word.Listen or Word.Move or Word.Notify or Word.Open or Word.Print or Word.Raise or Word.Raiserror
                or Word.Reindex or Word.Release or Word.Revert or Word.Save or Word.Savepoint or Word.Security or Word.Show or Word.Signal or Word.Throw
                or Word.Unlisten or Word.Unlock or Word.Use or Word.Vacuum or Word.Waitfor or Word.Xa:
                Operation(WordAt(i));
                Scan(i, end);
                break;
            default:
                ParseUnknown(i, end);
                break;
        }
    }

    private void ParseUnknown(int i, int end)
    {
        if (KindAt(i) == TokenKind.Open)
        {
            Operation(Word.Select);
            ParseQuery(i, end);
        }
        else if (KindAt(i) == TokenKind.Sign && TextAt(i) is "{" && Is(Find(i, Math.Min(i + 5, end), Word.Call), Word.Call))
        {
            // The call escape of ODBC: {? = call p(?)}.
            Operation(Word.Call);
            Scan(i, end);
        }
        else if (IsRareVerb(i))
        {
            _findings.Operations.Add(TextAt(i).ToString().ToUpperInvariant());
            Scan(i, end);
        }
        else if (_dialect == SqlDialect.SqlServer && IsName(i) && (i == 0 || IsBatchSeparator(i - 1) || KindAt(i - 1) == TokenKind.Number))
        {
            Operation(Word.Exec);
            ParseProcedureCall(i, end);
        }
        else
        {
            NotUnderstood();
        }
    }

    private readonly bool IsRareVerb(int i) =>
        IsText(i, "OPTIMIZE") || IsText(i, "REPAIR") || IsText(i, "CHECKSUM") || IsText(i, "INSTALL") || IsText(i, "UNINSTALL") || IsText(i, "STOP")
        || IsText(i, "HELP") || IsText(i, "FLASHBACK") || IsText(i, "RECONFIGURE") || IsText(i, "RESIGNAL") || IsText(i, "READTEXT") || IsText(i, "CHANGE") || IsText(i, "BINLOG");

    private void ParseEffect(int i, int end)
    {
        switch (WordAt(i))
        {
            case Word.Refresh:
                i = SkipWord(i + (Is(i + 1, Word.Materialized) ? 3 : 2), Word.Concurrently);
                Write(i, NameEnd(i));
                break;
            case Word.Comment:
                CommentOn(i + 2);
                break;
            case Word.Rename when WordAt(i + 1) is Word.Table or Word.Tables:
                for (i += 2; i < end; i = ItemEnd(i, end) + 1)
                    Reason("rename_object", Write(i, NameEnd(i)));
                break;
            case Word.Rename when _dialect == SqlDialect.Oracle:
                Reason("rename_object", Write(i + 1, NameEnd(i + 1)));
                break;
            case Word.Rename:
                Reason("rename_object");
                break;
            case Word.Disable or Word.Enable when Is(i + 1, Word.Trigger):
                var table = WriteBehindOn(i, end);
                if (Is(i, Word.Disable))
                    Reason("disable_trigger", table);
                break;
            case Word.Purge:
                Reason(WordAt(i + 1) is Word.Binary or Word.Master ? "purge_logs" : "purge");
                break;
            case Word.Restore when WordAt(i + 1) is Word.Database or Word.Log:
                Reason("restore_database");
                break;
            case Word.Noaudit:
                Reason("audit_disable");
                break;
            case Word.Shutdown:
                Reason("shutdown");
                break;
            case Word.Connect:
                Conceal(i + 1, end);
                break;
            case Word.Attach when Is(Find(i, end, Word.Key), Word.Key):
                Conceal(Find(i, end, Word.Key) + 1, end);
                break;
        }
    }

    private readonly void CommentOn(int i)
    {
        if (WordAt(i) is Word.Materialized or Word.Foreign)
            i++;
        if (WordAt(i) is Word.Table or Word.View)
        {
            Write(i + 1, NameEnd(i + 1));
        }
        else if (Is(i, Word.Column))
        {
            var nameEnd = NameEnd(i + 1);
            if (nameEnd - i >= 4)
                Write(i + 1, nameEnd - 2);
        }
    }

    private void ParseExplain(int i, int end)
    {
        var verb = WordAt(i);
        var analyzes = verb is Word.Analyze or Word.Analyse;
        Operation(analyzes ? Word.Analyze : verb == Word.Explain ? Word.Explain : Word.Describe);
        var runs = analyzes && _dialect is SqlDialect.MySql or SqlDialect.Unknown;
        i++;
        // ANALYZE TABLE gathers statistics.
        if (runs && Is(SkipWord(IsText(i, "NO_WRITE_TO_BINLOG") ? i + 1 : i, Word.Local), Word.Table))
            return;
        if (KindAt(i) == TokenKind.Open && !WrapsQuery(i))
        {
            runs |= HasAnalyzeOption(i + 1, _tokens[i].Match);
            i = Next(i);
        }

        for (; i < end && !StartsExplained(i); i++)
            runs |= !analyzes && WordAt(i) is Word.Analyze or Word.Analyse;
        if (!runs || i >= end)
            return;
        var via = _via;
        _via = "explain_analyze";
        ParseStatement(i, end);
        _via = via;
    }

    private readonly bool WrapsQuery(int open) => WordAt(open + 1) is Word.Select or Word.With or Word.Values || KindAt(open + 1) == TokenKind.Open;

    private readonly bool StartsExplained(int i) =>
        KindAt(i) == TokenKind.Open
        || WordAt(i) is Word.Select or Word.Insert or Word.Update or Word.Delete or Word.Merge or Word.With or Word.Replace or Word.Create or Word.Execute or Word.Declare or Word.Values;

    private readonly bool HasAnalyzeOption(int i, int end)
    {
        for (; i < end; i = ItemEnd(i, end) + 1)
        {
            if (WordAt(i) is Word.Analyze or Word.Analyse && (i + 1 >= end || KindAt(i + 1) == TokenKind.Comma || !IsOff(i + 1)))
                return true;
        }

        return false;
    }
}
