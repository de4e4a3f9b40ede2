using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>ALTER TABLE: a list of actions.</summary>
internal ref partial struct StatementParser
{
    private void ParseAlterTable(int i, int end)
    {
        i = SkipWord(SkipIfExists(i + 1), Word.Only);
        if (Is(i, Word.All))
            return;
        var nameEnd = Math.Min(NameEnd(i), end);
        if (nameEnd == i)
        {
            NotUnderstood();
            return;
        }

        var table = Write(i, nameEnd);
        i = SkipWord(nameEnd, Word.Star);
        // WITH NOCHECK and WITH CHECK stand before the action.
        if (Is(i, Word.With) && WordAt(i + 1) is Word.Nocheck or Word.Check)
            i++;
        var last = Word.None;
        while (i < end)
        {
            var itemEnd = ItemEnd(i, end);
            last = AlterAction(i, itemEnd, table, last);
            i = itemEnd + 1;
        }
    }

    /// <summary>One action. T-SQL leaves out the verb of those that repeat it: <c>DROP COLUMN a, CONSTRAINT c, b</c>.</summary>
    private Word AlterAction(int i, int end, string? table, Word last)
    {
        switch (WordAt(i))
        {
            case Word.Drop:
                return AlterDrop(i + 1, end, table);
            case Word.Column or Word.Constraint when last is Word.Column or Word.Constraint:
                Reason(Is(i, Word.Column) ? "drop_column" : "drop_constraint", table);
                return WordAt(i);
            case Word.Alter:
                AlterColumn(i + 1, end, table);
                break;
            case Word.Modify or Word.Change:
                AlterModify(i, end, table);
                break;
            case Word.Rename:
                Reason("rename_object", table);
                break;
            case Word.Disable:
                AlterDisable(i + 1, end, table);
                break;
            case Word.No when Is(i + 1, Word.Force):
                Reason("disable_rls", table);
                break;
            case Word.Nocheck:
                Reason("disable_constraint", table);
                break;
            case Word.Truncate when Is(i + 1, Word.Partition) || IsText(i + 1, "SUBPARTITION"):
                Reason("truncate", table);
                break;
            case Word.Set:
                AlterSet(i + 1, end, table);
                break;
            case Word.Add when Is(i + 1, Word.Constraint) || Is(i + 1, Word.Foreign):
                break;
            default:
                if (last is Word.Column or Word.Constraint && IsName(i) && i + 1 == end && _dialect == SqlDialect.SqlServer)
                {
                    Reason(last == Word.Column ? "drop_column" : "drop_constraint", table);
                    return last;
                }

                break;
        }

        Scan(i, end);
        return Word.None;
    }

    private readonly Word AlterDrop(int i, int end, string? table)
    {
        switch (WordAt(i))
        {
            case Word.Constraint or Word.Primary or Word.Foreign or Word.Check or Word.Unique when !IsColumnName(i, end):
                Reason("drop_constraint", table);
                return Word.Constraint;
            case Word.Index or Word.Key when !IsColumnName(i, end):
                Reason("drop_index", table);
                return Word.None;
            case Word.Partition when !IsColumnName(i, end):
            case Word.Folded when IsText(i, "SUBPARTITION") && !IsColumnName(i, end):
                Reason("drop_partition", table);
                return Word.None;
            case Word.System when Is(i + 1, Word.Versioning):
                Reason("disable_history", table);
                return Word.None;
        }

        // DROP PERIOD FOR SYSTEM_TIME.
        if (IsText(i, "PERIOD") && Is(i + 1, Word.For))
            return Word.None;

        // Column lists of Oracle and bare names of T-SQL: DROP (a, b), DROP CONSTRAINT c, DROP c.
        if (_dialect == SqlDialect.SqlServer && !Is(i, Word.Column))
        {
            Reason("drop_constraint", table);
            return Word.Constraint;
        }

        Reason("drop_column", table);
        return Word.Column;
    }

    /// <summary>Whether a word behind DROP can only be the column's name, because nothing follows that it could introduce.</summary>
    private readonly bool IsColumnName(int i, int end) => i + 1 == end && WordAt(i) is not (Word.Primary or Word.Foreign);

    private readonly void AlterColumn(int i, int end, string? table)
    {
        i = SkipIfExists(SkipWord(i, Word.Column));
        var action = i + 1;
        var isType = WordAt(action) switch
        {
            Word.Type => true,
            Word.Set => Is(action + 1, Word.Data) && Is(action + 2, Word.Type),
            Word.Drop or Word.Add or Word.Reset or Word.Restart => false,
            // ALTER INDEX, ALTER CHECK and ALTER CONSTRAINT of MySQL and PostgreSQL.
            _ => _dialect is SqlDialect.SqlServer or SqlDialect.Unknown && IsName(i) && IsName(action) && !(WordAt(i) is Word.Constraint or Word.Index),
        };
        if (isType && action < end)
            Reason("alter_column_type", table);
    }

    private readonly void AlterModify(int i, int end, string? table)
    {
        // Oracle modifies constraints, partitions and lists of columns by the same word.
        if (Is(i, Word.Modify) && WordAt(i + 1) is Word.Constraint or Word.Partition or Word.Primary or Word.Unique)
        {
            if (Is(Find(i, end, Word.Disable), Word.Disable))
                Reason("disable_constraint", table);
            return;
        }

        Reason("alter_column_type", table);
        var name = Is(i + 1, Word.Column) ? i + 2 : i + 1;
        if (Is(i, Word.Change) && IsName(name) && IsName(name + 1) && !Unquoted(name).SequenceEqual(Unquoted(name + 1)))
            Reason("rename_object", table);
    }

    private readonly void AlterDisable(int i, int end, string? table)
    {
        switch (WordAt(i))
        {
            case Word.Trigger or Word.Rule or Word.All:
                Reason("disable_trigger", table);
                break;
            case Word.Row:
                Reason("disable_rls", table);
                break;
            case Word.Constraint or Word.Primary or Word.Unique:
                Reason("disable_constraint", table);
                break;
            case Word.Folded when IsText(i, "VALIDATE") || IsText(i, "NOVALIDATE"):
                AlterDisable(i + 1, end, table);
                break;
            default:
                if (IsText(i, "NOVALIDATE") && i + 1 < end)
                    AlterDisable(i + 1, end, table);
                break;
        }
    }

    private readonly void AlterSet(int i, int end, string? table)
    {
        if (Is(i, Word.Unused))
        {
            Reason("drop_column", table);
            return;
        }

        for (; i < end; i++)
        {
            if (IsText(i, "SYSTEM_VERSIONING") && Is(i + 1, Word.Equal) && Is(i + 2, Word.Off))
                Reason("disable_history", table);
        }
    }
}
