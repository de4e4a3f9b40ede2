using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>INSERT, REPLACE and MERGE.</summary>
internal ref partial struct StatementParser
{
    private void ParseInsert(int i, int end)
    {
        i++;
        if (Is(i, Word.Bulk))
        {
            _findings.Operations.Add("BULK INSERT");
            Write(i + 1, NameEnd(i + 1));
            return;
        }

        Operation(Word.Insert);
        if (_dialect == SqlDialect.Oracle && WordAt(i) is Word.All or Word.First)
        {
            ParseMultiTableInsert(i, end);
            return;
        }

        // INSERT OR REPLACE INTO, INSERT LOW_PRIORITY IGNORE INTO, INSERT TOP (5) INTO, or none of it.
        var into = Find(i, Math.Min(i + 8, end), Word.Into);
        i = Is(into, Word.Into) ? into + 1 : SkipModifiers(i);
        ParseInsertTarget(i, end);
    }

    private void ParseReplace(int i, int end)
    {
        Operation(Word.Replace);
        var into = Find(i, Math.Min(i + 4, end), Word.Into);
        ParseInsertTarget(Is(into, Word.Into) ? into + 1 : SkipModifiers(i + 1), end);
    }

    private void ParseInsertTarget(int i, int end)
    {
        i = SkipWord(SkipWord(i, Word.Table), Word.Only);
        if (KindAt(i) == TokenKind.Parameter)
        {
            ParseInsertSource(i + 1, end);
            return;
        }

        var nameEnd = Math.Min(NameEnd(i), end);
        if (nameEnd == i)
        {
            if (KindAt(i) == TokenKind.Open)
                Scan(i, end);
            else
                NotUnderstood();
            return;
        }

        WriteThroughScope(i, nameEnd);
        ParseInsertSource(nameEnd, end);
    }

    /// <summary>Writes to a table, also when the statement names it by a common table.</summary>
    private readonly string? WriteThroughScope(int i, int nameEnd)
    {
        var common = nameEnd == i + 1 ? _workspace.Scope.Find(Unquoted(i)) : -1;
        if (common < 0 || _workspace.Scope[common].Table is not { } beneath || _dialect != SqlDialect.SqlServer)
            return Write(i, nameEnd);
        _findings.Writes.Add(beneath);
        return beneath;
    }

    private void ParseInsertSource(int i, int end)
    {
        ParseOutput(i, end);
        ParseQuery(i, end);
    }

    /// <summary>T-SQL's <c>OUTPUT … INTO t</c> writes too.</summary>
    private readonly void ParseOutput(int i, int end)
    {
        if (_dialect != SqlDialect.SqlServer)
            return;
        for (; i < end; i = Next(i))
        {
            if (!IsText(i, "OUTPUT"))
                continue;
            var into = Find(i, end, Word.Into);
            if (Is(into, Word.Into) && IsTable(into + 1))
                Write(into + 1, NameEnd(into + 1));
            return;
        }
    }

    private void ParseMultiTableInsert(int i, int end)
    {
        var query = Find(i, end, Word.Select, Word.With);
        for (var into = Find(i, query, Word.Into); into < query; into = Find(into + 1, query, Word.Into))
            Write(into + 1, NameEnd(into + 1));
        Scan(i, query);
        ParseQuery(query, end);
    }

    private readonly int SkipModifiers(int i)
    {
        while (true)
        {
            if (Is(i, Word.Top))
                i = Next(i + 1);
            else if (Is(i, Word.Or))
                i += 2;
            else if (WordAt(i) is Word.Ignore or Word.Delayed or Word.Only or Word.Into or Word.Local || IsText(i, "LOW_PRIORITY") || IsText(i, "HIGH_PRIORITY") || IsText(i, "QUICK") || IsText(i, "PERCENT"))
                i++;
            else
                return i;
        }
    }

    private void ParseMerge(int i, int end)
    {
        Operation(Word.Merge);
        i = SkipModifiers(i + 1);
        var usingAt = Find(i, end, Word.Using);
        var first = _workspace.Tables.Count;
        ParseTables(i, usingAt, collect: true, out _);
        var isBounded = false;
        var target = _workspace.Tables.Count > first ? WriteCollected(first, ref isBounded) : null;
        if (_workspace.Tables.Count == first || usingAt >= end)
            NotUnderstood();

        var when = ParseTables(usingAt + 1, end, collect: false, out _);
        ReadCollected(first);
        ParseOutput(when, end);
        Scan(when, end);
        var isUnmatched = false;
        for (; when < end; when = Next(when))
        {
            if (Is(when, Word.When))
                isUnmatched = Is(when + 1, Word.Not, Word.Matched) && Is(when + 3, Word.By, Word.Source);
            else if (isUnmatched && Is(when, Word.Then, Word.Delete))
                Reason("merge_delete_unmatched", target);
        }
    }
}
