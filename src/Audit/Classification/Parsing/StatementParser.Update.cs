using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>UPDATE.</summary>
internal ref partial struct StatementParser
{
    private void ParseUpdate(int i, int end)
    {
        if (Is(i + 1, Word.Statistics))
        {
            _findings.Operations.Add("UPDATE STATISTICS");
            return;
        }

        Operation(Word.Update);
        i = SkipModifiers(i + 1);
        var set = Find(i, end, Word.Set);
        if (set >= end)
        {
            NotUnderstood();
            return;
        }

        var first = _workspace.Tables.Count;
        ParseTables(i, set, collect: true, out var isBounded);
        var targets = _workspace.Tables.Count;
        var from = Find(set, end, Word.From, Word.Where);
        var where = Is(from, Word.Where) ? from : end;
        Scan(set, from);
        if (Is(from, Word.From))
        {
            where = ParseTables(from + 1, end, collect: true, out var sourceIsBounded);
            isBounded |= sourceIsBounded;
            where = Find(where, end, Word.Where);
            if (where >= end)
                Scan(from, end);
        }

        ParseOutput(set, end);
        var found = false;
        for (var target = first; target < targets; target++)
        {
            if (targets - first > 1 && !IsSet(target, set, from, isFirst: target == first))
                continue;
            found = true;
            var bounded = isBounded;
            var table = WriteCollected(Resolve(target, targets), ref bounded);
            Judge(where, end, bounded, table, "update_no_where", "update_always_true_where", target < targets - 1 ? end : where);
        }

        if (!found)
            JudgeUnknownTarget(i, where, end);
        ReadCollected(first);
    }

    /// <summary>An UPDATE or DELETE of a query in parentheses or of a variable.</summary>
    private void JudgeUnknownTarget(int i, int where, int end)
    {
        Scan(where, end);
        if (KindAt(i) is not (TokenKind.Open or TokenKind.Parameter) && !IsName(i))
            NotUnderstood();
        // Oracle updates through a query: its table is the one that is written to.
        var from = KindAt(i) == TokenKind.Open ? Find(i + 1, Math.Min(_tokens[i].Match, end), Word.From) : end;
        if (Is(from, Word.From) && IsTable(from + 1))
            Write(from + 1, NameEnd(from + 1));
    }

    /// <summary>Where T-SQL and MySQL name the target by its alias, the table that has it.</summary>
    private readonly int Resolve(int target, int sources)
    {
        var name = _workspace.Tables[target];
        var isAlias = _dialect is SqlDialect.SqlServer or SqlDialect.MySql or SqlDialect.Unknown
            && (name.End == name.Start + 1 || Is(name.End - 1, Word.Star) || _dialect == SqlDialect.SqlServer);
        if (!isAlias)
            return _dialect == SqlDialect.MySql ? FindQualified(target, sources) : target;
        var found = FindTable(Is(name.End - 1, Word.Star) ? name.End - 3 : name.End - 1, sources);
        if (found < 0)
            return target;
        _workspace.Tables[target] = name with { Start = -1 };
        return found;
    }

    /// <summary>MySQL's target of several parts, named the same among the sources.</summary>
    private readonly int FindQualified(int target, int sources)
    {
        var name = _workspace.Tables[target];
        for (var i = sources; i < _workspace.Tables.Count; i++)
        {
            var source = _workspace.Tables[i];
            var isSame = source.End - source.Start == name.End - name.Start;
            for (var part = 0; isSame && part < name.End - name.Start; part += 2)
                isSame = SameName(name.Start + part, source.Start + part);
            if (!isSame)
                continue;
            _workspace.Tables[target] = name with { Start = -1 };
            return i;
        }

        return target;
    }

    /// <summary>Whether a table of MySQL's UPDATE of several is among those whose columns are set.</summary>
    private readonly bool IsSet(int target, int set, int end, bool isFirst)
    {
        var table = _workspace.Tables[target];
        var name = table.Alias >= 0 ? table.Alias : table.End - 1;
        for (var i = set + 1; i < end; i = ItemEnd(i, end) + 1)
        {
            var dot = i;
            while (IsName(dot) && KindAt(dot + 1) == TokenKind.Dot && IsName(dot + 2))
                dot += 2;
            // A column without qualifier is taken for one of the first table.
            if (dot == i ? isFirst : SameName(dot - 2, name))
                return true;
        }

        return false;
    }

    /// <summary>Whether an UPDATE or DELETE reaches every row.</summary>
    private void Judge(int where, int end, bool isBounded, string? table, string withoutCondition, string alwaysTrue, int scanFrom)
    {
        if (where >= end)
        {
            if (!isBounded)
                Reason(withoutCondition, table);
            return;
        }

        var conditionEnd = where + 1;
        while (conditionEnd < end && !EndsCondition(conditionEnd))
            conditionEnd = Next(conditionEnd);
        if (!isBounded && Evaluate(where + 1, Math.Min(conditionEnd, end)) == Truth.True)
            Reason(alwaysTrue, table);
        Scan(scanFrom, end);
    }

    private readonly bool EndsCondition(int i) =>
        KindAt(i) == TokenKind.Word && KindAt(i - 1) != TokenKind.Dot
        && WordAt(i) is Word.Returning or Word.Order or Word.Limit or Word.Option or Word.Log or Word.Return or Word.Group;
}
