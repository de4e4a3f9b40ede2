using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Lists of tables: what stands behind FROM, JOIN, USING and UPDATE.</summary>
internal ref partial struct StatementParser
{
    private const int MaxCollected = 64;

    /// <summary>
    /// Reads a list of tables and returns where it ends. With <paramref name="collect"/>, the tables are not counted as read but
    /// appended to the workspace's list, for the caller to tell targets from sources.
    /// </summary>
    private int ParseTables(int i, int end, bool collect, out bool isBounded)
    {
        isBounded = false;
        var expectsTable = true;
        var bounds = false;
        while (i < end)
        {
            var word = KindAt(i) == TokenKind.Word && KindAt(i - 1) != TokenKind.Dot ? WordAt(i) : Word.None;
            if (KindAt(i) == TokenKind.Comma || word == Word.Join || (word == Word.Apply && WordAt(i - 1) is Word.Cross or Word.Outer) || IsText(i, "STRAIGHT_JOIN"))
            {
                bounds = word == Word.Join && JoinBounds(i);
                isBounded |= bounds && JoinIsNatural(i);
                expectsTable = true;
                i++;
            }
            else if (EndsTables(i, word))
            {
                break;
            }
            else if (expectsTable)
            {
                i = ParseTable(i, end, collect, ref isBounded);
                expectsTable = false;
            }
            else if (word == Word.On)
            {
                var conditionEnd = ConditionEnd(i + 1, end);
                isBounded |= collect && bounds && Evaluate(i + 1, conditionEnd) != Truth.True;
                Scan(i + 1, conditionEnd);
                i = conditionEnd;
            }
            else if (KindAt(i) == TokenKind.Open)
            {
                isBounded |= bounds && Is(i - 1, Word.Using);
                Scan(i + 1, Math.Min(_tokens[i].Match, end));
                i = Next(i);
            }
            else
            {
                i++;
            }
        }

        return Math.Min(i, end);
    }

    private int ParseTable(int i, int end, bool collect, ref bool isBounded)
    {
        while (i < end && WordAt(i) is Word.Only or Word.Lateral)
            i++;
        if (KindAt(i) == TokenKind.Open)
        {
            ParseTableInParentheses(i, collect, ref isBounded);
            return Next(i);
        }

        if (Is(i, Word.Rows, Word.From) && KindAt(i + 2) == TokenKind.Open)
        {
            Scan(i + 3, Math.Min(_tokens[i + 2].Match, end));
            return Next(i + 2);
        }

        if (Is(i, Word.Table) && KindAt(i + 1) == TokenKind.Open)
        {
            Scan(i + 2, Math.Min(_tokens[i + 1].Match, end));
            return Next(i + 1);
        }

        // ROWS FROM (f(…), g(…)) stands for functions side by side.
        if (_dialect == SqlDialect.PostgreSql && Is(i, Word.Rows) && Is(i + 1, Word.From) && KindAt(i + 2) == TokenKind.Open)
        {
            Scan(i + 3, Math.Min(_tokens[i + 2].Match, end));
            return Next(i + 2);
        }

        var nameEnd = Math.Min(NameEnd(i), end);
        if (nameEnd == i)
            return i + 1;
        // What is called is a function, unless old-style hints follow the name.
        if (KindAt(nameEnd) == TokenKind.Open && nameEnd < end && !(_dialect == SqlDialect.SqlServer && IsText(nameEnd + 1, "NOLOCK")))
        {
            Scan(nameEnd + 1, Math.Min(_tokens[nameEnd].Match, end));
            return Next(nameEnd);
        }

        var alias = Is(nameEnd, Word.As) ? nameEnd + 1 : IsAlias(nameEnd) ? nameEnd : -1;
        if (alias >= end)
            alias = -1;
        if (collect)
            Collect(new TableReference(i, nameEnd, alias));
        else
            Read(i, nameEnd);
        return alias >= 0 ? alias + 1 : nameEnd;
    }

    private readonly void Collect(TableReference table)
    {
        // Each target is looked for among the sources, which must not take forever.
        if (_workspace.Tables.Count < MaxCollected)
            _workspace.Tables.Add(table);
        else
            NotUnderstood();
    }

    private void ParseTableInParentheses(int open, bool collect, ref bool isBounded)
    {
        if (WordAt(open + 1) is Word.Select or Word.With or Word.Values or Word.Insert or Word.Update or Word.Delete or Word.Merge)
        {
            ParseParentheses(open);
            return;
        }

        if (!Enter())
            return;
        if (CombinesQueries(open))
        {
            ParseParentheses(open);
            Leave();
            return;
        }

        ParseTables(open + 1, Math.Min(_tokens[open].Match, _tokens.Length), collect, out var inner);
        isBounded |= inner;
        Leave();
    }

    private readonly bool JoinBounds(int join)
    {
        var kind = WordAt(Is(join - 1, Word.Outer) ? join - 2 : join - 1);
        return kind is not (Word.Left or Word.Full or Word.Cross);
    }

    private readonly bool JoinIsNatural(int join) => Is(join - 1, Word.Natural) || Is(join - 2, Word.Natural);

    private readonly int ConditionEnd(int i, int end)
    {
        while (i < end)
        {
            var word = KindAt(i) == TokenKind.Word && KindAt(i - 1) != TokenKind.Dot ? WordAt(i) : Word.None;
            if (KindAt(i) == TokenKind.Comma || word is Word.Join or Word.On || EndsTables(i, word)
                || (word is Word.Inner or Word.Left or Word.Right or Word.Full or Word.Cross or Word.Natural or Word.Outer && KindAt(i + 1) != TokenKind.Open))
                break;
            i = Next(i);
        }

        return Math.Min(i, end);
    }

    private readonly bool EndsTables(int i, Word word)
    {
        switch (word)
        {
            case Word.Where or Word.Group or Word.Having or Word.Order or Word.Limit or Word.Offset or Word.Union or Word.Except or Word.Intersect
                or Word.Window or Word.Returning or Word.Set or Word.When or Word.Option or Word.Into or Word.Connect or Word.Select
                or Word.Fetch or Word.Then or Word.Loop:
                return true;
            case Word.From:
                return !IsDistinctFrom(i);
            case Word.For:
                // FOR UPDATE and FOR XML end the list; FOR SYSTEM_TIME belongs to a table.
                return !IsText(i + 1, "SYSTEM_TIME");
            case Word.On:
                return Is(i + 1, Word.Conflict) || IsText(i + 1, "DUPLICATE");
            case Word.Folded:
                return IsText(i, "MINUS") || IsText(i, "OUTPUT") || IsText(i, "QUALIFY");
            default:
                return false;
        }
    }

    private readonly bool IsAlias(int i)
    {
        if (KindAt(i) == TokenKind.Quoted)
            return true;
        if (KindAt(i) != TokenKind.Word)
            return false;
        return WordAt(i) is not (Word.Join or Word.Inner or Word.Left or Word.Right or Word.Full or Word.Cross or Word.Natural or Word.Outer or Word.On
            or Word.Using or Word.With or Word.Tablesample or Word.Partition or Word.Use or Word.Force or Word.Ignore or Word.Indexed or Word.Not or Word.Default
            or Word.Values or Word.Apply or Word.Do or Word.As)
            && !EndsTables(i, WordAt(i)) && !IsText(i, "PIVOT") && !IsText(i, "UNPIVOT") && !IsText(i, "STRAIGHT_JOIN");
    }

    /// <summary>The reference that a target names by alias or by table; -1 when it is none of them.</summary>
    private readonly int FindTable(int target, int from)
    {
        for (var i = from; i < _workspace.Tables.Count; i++)
        {
            var table = _workspace.Tables[i];
            if (SameName(target, table.Alias >= 0 ? table.Alias : table.End - 1))
                return i;
        }

        return -1;
    }

    /// <summary>Counts the tables collected since <paramref name="from"/> as read, but for those that were written to, and forgets them.</summary>
    private readonly void ReadCollected(int from)
    {
        for (var i = from; i < _workspace.Tables.Count; i++)
        {
            var table = _workspace.Tables[i];
            if (table.Start >= 0)
                Read(table.Start, table.End);
        }

        _workspace.Tables.RemoveRange(from, _workspace.Tables.Count - from);
    }

    /// <summary>Writes to a collected table, or through a common table to the one beneath.</summary>
    private readonly string? WriteCollected(int index, ref bool isBounded)
    {
        var table = _workspace.Tables[index];
        _workspace.Tables[index] = table with { Start = -1 };
        if (table.Start < 0 || !IsTable(table.Start))
            return null;

        var common = table.End == table.Start + 1 ? _workspace.Scope.Find(Unquoted(table.Start)) : -1;
        if (common < 0)
        {
            // t.* stands for t in a DELETE of several tables.
            var end = Is(table.End - 1, Word.Star) ? table.End - 2 : table.End;
            return Write(table.Start, end);
        }

        var beneath = _workspace.Scope[common];
        isBounded |= beneath.IsBounded;
        if (beneath.Table is not null)
            _findings.Writes.Add(beneath.Table);
        return beneath.Table;
    }
}
