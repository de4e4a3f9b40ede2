using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>DROP.</summary>
internal ref partial struct StatementParser
{
    private void ParseDrop(int i, int end)
    {
        Operation(Word.Drop);
        i++;
        var isTemporary = false;
        while (WordAt(i) is Word.Temporary or Word.Temp or Word.Foreign or Word.Materialized or Word.Public or Word.External or Word.Or or Word.Pluggable && i < end)
        {
            isTemporary |= WordAt(i) is Word.Temporary or Word.Temp;
            i++;
        }

        switch (WordAt(i))
        {
            case Word.Table:
            case Word.Tables when _dialect == SqlDialect.MySql:
                DropRelations(i + 1, end, isTemporary ? null : "drop_table");
                break;
            case Word.View:
                DropRelations(i + 1, end, "drop_view");
                break;
            case Word.Index:
                Reason("drop_index", WriteBehindOn(i, end) ?? DropIndexOfTable(i, end));
                break;
            case Word.Trigger:
                DropTrigger(i, end);
                break;
            case Word.Event when Is(i + 1, Word.Trigger):
                Reason("drop_trigger");
                break;
            case Word.Rule:
                Reason("drop_object", WriteBehindOn(i, end));
                break;
            case Word.Policy:
                Reason("drop_policy", WriteBehindOn(i, end));
                break;
            case Word.Security when Is(i + 1, Word.Policy):
                Reason("drop_policy");
                break;
            case Word.Server when Is(i + 1, Word.Audit):
            case Word.Database when Is(i + 1, Word.Audit):
            case Word.Audit:
                Reason("audit_disable");
                break;
            case Word.Database when !Is(i + 1, Word.Link):
                Reason("drop_database");
                break;
            case Word.Schema:
                Reason(_dialect == SqlDialect.MySql ? "drop_database" : "drop_schema");
                break;
            case Word.User when IsText(i + 1, "MAPPING"):
                Reason("drop_object");
                break;
            case Word.User or Word.Role or Word.Login or Word.Group:
                Reason(_dialect == SqlDialect.Oracle && Is(i, Word.User) && Is(Find(i, end, Word.Cascade), Word.Cascade) ? "drop_schema" : "drop_principal");
                break;
            case Word.Owned:
                Reason("drop_owned");
                break;
            case Word.Tablespace:
                Reason("drop_tablespace");
                break;
            case Word.Function or Word.Procedure or Word.Proc or Word.Routine or Word.Aggregate or Word.Package:
                Reason("drop_routine");
                break;
            case Word.Prepare:
                break;
            default:
                Reason("drop_object");
                if (i >= end || (KindAt(i) != TokenKind.Word))
                    NotUnderstood();
                break;
        }
    }

    /// <summary>A list of tables or views; session-local ones of T-SQL are nobody's loss.</summary>
    private readonly void DropRelations(int i, int end, string? reason)
    {
        i = SkipIfExists(i);
        var isAny = false;
        while (i < end)
        {
            var nameEnd = NameEnd(i);
            if (nameEnd == i || !IsTable(i))
                break;
            isAny = true;
            var isLocal = _dialect is SqlDialect.SqlServer or SqlDialect.Unknown && IsLocalTable(nameEnd - 1);
            var table = Write(i, nameEnd);
            if (reason is not null && !isLocal)
                Reason(reason, table);
            if (KindAt(nameEnd) != TokenKind.Comma)
                break;
            i = nameEnd + 1;
        }

        if (!isAny)
            NotUnderstood();
    }

    private readonly bool IsLocalTable(int name) => Unquoted(name) is ['#', ..];

    private readonly void DropTrigger(int i, int end)
    {
        var table = WriteBehindOn(i, end);
        // ON DATABASE and ON ALL SERVER name no table.
        Reason("drop_trigger", table);
    }

    /// <summary>The table behind ON, if there is one; it counts as written to.</summary>
    private readonly string? WriteBehindOn(int i, int end)
    {
        var on = Find(i, end, Word.On);
        if (!Is(on, Word.On) || !IsTable(on + 1) || WordAt(on + 1) is Word.All)
            return null;
        if (Is(on + 1, Word.Database) && (on + 2 >= end || KindAt(on + 2) != TokenKind.Dot))
            return null;
        i = SkipWord(on + 1, Word.Only);
        return Write(i, NameEnd(i));
    }

    /// <summary>T-SQL's old <c>DROP INDEX t.ix</c>.</summary>
    private readonly string? DropIndexOfTable(int i, int end)
    {
        if (_dialect != SqlDialect.SqlServer)
            return null;
        i = SkipIfExists(i + 1);
        var nameEnd = Math.Min(NameEnd(i), end);
        return nameEnd - i >= 3 ? Write(i, nameEnd - 2) : null;
    }
}
