using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>ALTER of anything but a table.</summary>
internal ref partial struct StatementParser
{
    private void ParseAlter(int i, int end)
    {
        Operation(Word.Alter);
        i++;
        while (WordAt(i) is Word.Foreign or Word.Materialized or Word.Ignore or Word.Public or Word.Pluggable || (_dialect == SqlDialect.MySql && IsText(i, "ONLINE")))
            i++;
        switch (WordAt(i))
        {
            case Word.Table:
                ParseAlterTable(i, end);
                break;
            case Word.View:
                i = SkipIfExists(i + 1);
                var view = Write(i, NameEnd(i));
                if (Is(Find(i, end, Word.Rename), Word.Rename))
                    Reason("rename_object", view);
                break;
            case Word.Procedure or Word.Proc or Word.Function when _dialect == SqlDialect.SqlServer:
                // The new body does not run.
                break;
            case Word.Policy or Word.Trigger:
                AlterTrigger(i, end);
                break;
            case Word.Event when Is(i + 1, Word.Trigger):
                if (Is(Find(i, end, Word.Disable), Word.Disable))
                    Reason("disable_trigger");
                break;
            case Word.Security when Is(i + 1, Word.Policy):
                if (TurnsStateOff(i, end))
                    Reason("disable_rls");
                break;
            case Word.Server when Is(i + 1, Word.Audit):
            case Word.Database when Is(i + 1, Word.Audit):
                if (TurnsStateOff(i, end))
                    Reason("audit_disable");
                break;
            case Word.Index when Is(Find(i, end, Word.On), Word.On):
                WriteBehindOn(i, end);
                break;
            default:
                AlterOther(i, end);
                break;
        }
    }

    private void AlterOther(int i, int end)
    {
        if (i >= end)
            NotUnderstood();
        if (Is(Find(i, end, Word.Rename), Word.Rename) || (Is(Find(i, end, Word.Modify), Word.Modify) && IsText(Find(i, end, Word.Modify) + 1, "NAME")))
            Reason("rename_object");
        // ALTER SYSTEM, DATABASE and ROLE set parameters for every session to come.
        JudgeAssignments(Find(i, end, Word.Set) + 1, end);
        Scan(i, end);
    }

    private readonly void AlterTrigger(int i, int end)
    {
        var isTrigger = Is(i, Word.Trigger);
        var table = WriteBehindOn(i, end);
        if (isTrigger && Is(Find(i, end, Word.Disable), Word.Disable))
            Reason("disable_trigger", table);
        if (Is(Find(i, end, Word.Rename), Word.Rename))
            Reason("rename_object", table);
    }

    private readonly bool TurnsStateOff(int i, int end)
    {
        for (; i < end; i++)
        {
            if (Is(i, Word.State) && Is(i + 1, Word.Equal) && Is(i + 2, Word.Off))
                return true;
        }

        return false;
    }
}
