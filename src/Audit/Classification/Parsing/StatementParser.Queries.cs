using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Queries, wherever they stand.</summary>
internal ref partial struct StatementParser
{
    /// <summary>A query as a statement of its own.</summary>
    private void ParseQueryStatement(int i, int end)
    {
        Operation(Is(i, Word.Values) ? Word.Values : Word.Select);
        ParseInto(i, end);
        ParseQuery(i, end);
    }

    /// <summary><c>SELECT … INTO t</c> makes a table, unless it assigns variables.</summary>
    private readonly void ParseInto(int i, int end)
    {
        var assigns = _dialect is SqlDialect.MySql or SqlDialect.Oracle or SqlDialect.Sqlite || (_inBlock && _dialect != SqlDialect.SqlServer);
        if (assigns || !Is(i, Word.Select))
            return;
        var into = Find(i, Find(i, end, Word.From, Word.Where), Word.Into);
        if (!Is(into, Word.Into))
            return;
        i = into + 1;
        while (WordAt(i) is Word.Temp or Word.Temporary or Word.Unlogged or Word.Table or Word.Local or Word.Global)
            i++;
        if (!IsTable(i))
            return;
        Operation(Word.Create);
        Write(i, NameEnd(i));
    }

    /// <summary>What a query reads. Common tables it defines are forgotten at its end.</summary>
    private void ParseQuery(int i, int end)
    {
        if (!Enter())
            return;
        var scope = _workspace.Scope.Count;
        while (i < end)
        {
            if (KindAt(i) == TokenKind.Open)
            {
                ParseParentheses(i);
                i = Next(i);
                continue;
            }

            i = ParseClause(i, end);
        }

        _workspace.Scope.Truncate(scope);
        Leave();
    }

    private int ParseClause(int i, int end)
    {
        if (Is(i, Word.Set_Config))
            JudgeSetConfig(i);
        if (KindAt(i) != TokenKind.Word || KindAt(i - 1) == TokenKind.Dot)
            return i + 1;
        switch (WordAt(i))
        {
            case Word.With when IsCommonTableStart(i):
                return ParseCommonTables(i, end);
            case Word.From when !IsDistinctFrom(i):
                return ParseTables(i + 1, end, collect: false, out _);
            case Word.Table when IsQueryStart(i, end) && (KindAt(i - 1) is TokenKind.Open or TokenKind.Semicolon or TokenKind.Close || WordAt(i - 1) is Word.Union or Word.All or Word.Except or Word.Intersect or Word.As or Word.From):
                var name = SkipWord(i + 1, Word.Only);
                Read(name, NameEnd(name));
                return NameEnd(name);
            case Word.In:
                return ReadBehindIn(i);
            case Word.Exec or Word.Execute when _dialect == SqlDialect.SqlServer && KindAt(i + 1) is TokenKind.Word or TokenKind.Quoted or TokenKind.Open:
                ParseExecute(i, end);
                return end;
            default:
                return i + 1;
        }
    }

    /// <summary>What stands in parentheses: a query, a statement that changes data, or an expression.</summary>
    private void ParseParentheses(int open)
    {
        var i = open + 1;
        var end = Math.Min(_tokens[open].Match, _tokens.Length);
        switch (WordAt(i))
        {
            case Word.Select or Word.With or Word.Values:
                ParseQuery(i, end);
                break;
            case Word.Table when IsQueryStart(i, end):
                ParseQuery(i, end);
                break;
            case Word.Insert or Word.Update or Word.Delete or Word.Merge when IsName(i + 1) && KindAt(i) == TokenKind.Word:
                ParseStatement(i, end);
                break;
            case Word.None when CombinesQueries(open):
                ParseQuery(i, end);
                break;
            default:
                Scan(i, end);
                break;
        }
    }

    /// <summary>Whether a query in parentheses is the first of several: <c>((SELECT …) UNION SELECT …)</c>.</summary>
    private readonly bool CombinesQueries(int open) =>
        KindAt(open + 1) == TokenKind.Open && (WordAt(Next(open + 1)) is Word.Union or Word.Except or Word.Intersect || IsText(Next(open + 1), "MINUS"));

    /// <summary>Finds the queries within expressions. Walks through ordinary parentheses without recursion.</summary>
    private void Scan(int i, int end)
    {
        while (i < end)
        {
            if (KindAt(i) == TokenKind.Open && (WordAt(i + 1) is Word.Select or Word.With or Word.Values or Word.Table or Word.Insert or Word.Update or Word.Delete or Word.Merge || CombinesQueries(i)))
            {
                if ((Is(i + 1, Word.Table) && !IsQueryStart(i + 1, _tokens[i].Match)) || !Enter())
                {
                    i++;
                    continue;
                }

                ParseParentheses(i);
                Leave();
                i = Next(i);
            }
            else
            {
                if (Is(i, Word.Set_Config))
                    JudgeSetConfig(i);
                i = Is(i, Word.In) ? ReadBehindIn(i) : i + 1;
            }
        }
    }

    /// <summary>SQLite's <c>x IN table</c>, which reads a table without a query; returns what follows it.</summary>
    private readonly int ReadBehindIn(int i)
    {
        i++;
        if (_dialect != SqlDialect.Sqlite || !IsName(i))
            return i;
        var nameEnd = NameEnd(i);
        if (KindAt(nameEnd) != TokenKind.Open || nameEnd >= _tokens.Length)
            Read(i, nameEnd);
        return nameEnd;
    }

    /// <summary>A statement that starts with WITH: the common tables, then the statement they serve.</summary>
    private void ParseWith(int i, int end)
    {
        var scope = _workspace.Scope.Count;
        if (!IsCommonTableStart(i))
        {
            NotUnderstood();
            return;
        }

        i = ParseCommonTables(i, end);
        if (WordAt(i) is Word.Select or Word.Insert or Word.Replace or Word.Update or Word.Delete or Word.Merge or Word.Values or Word.Table or Word.With)
            ParseStatement(i, end);
        else if (KindAt(i) == TokenKind.Open && i < end)
            ParseQueryStatement(i, end);
        else
            NotUnderstood();
        _workspace.Scope.Truncate(scope);
    }

    private readonly bool IsCommonTableStart(int i)
    {
        i = SkipWord(i + 1, Word.Recursive);
        if (!IsName(i))
            return false;
        i = KindAt(i + 1) == TokenKind.Open ? Next(i + 1) : i + 1;
        return Is(i, Word.As);
    }

    /// <summary>The common tables behind WITH; returns what follows them.</summary>
    private int ParseCommonTables(int i, int end)
    {
        var isRecursive = Is(i + 1, Word.Recursive);
        var seesItself = isRecursive || _dialect is not (SqlDialect.PostgreSql or SqlDialect.MySql);
        i = SkipWord(i + 1, Word.Recursive);
        while (i < end && IsName(i))
        {
            var name = i;
            i = KindAt(i + 1) == TokenKind.Open ? Next(i + 1) : i + 1;
            i = SkipWord(SkipWord(SkipWord(i, Word.As), Word.Not), Word.Materialized);
            if (KindAt(i) != TokenKind.Open)
                return i;

            var index = seesItself ? AddCommonTable(name) : -1;
            ParseCommonTable(i);
            if (!seesItself)
                index = AddCommonTable(name);
            DescribeCommonTable(index, i);
            i = Next(i);

            // SEARCH and CYCLE clauses stand between a common table and what follows.
            while (i < end && KindAt(i) != TokenKind.Comma && !(WordAt(i) is Word.Select or Word.Insert or Word.Replace or Word.Update or Word.Delete or Word.Merge or Word.Values or Word.Table or Word.With) && KindAt(i) != TokenKind.Open)
                i++;
            if (KindAt(i) != TokenKind.Comma)
                return i;
            i++;
        }

        return i;
    }

    private readonly int AddCommonTable(int name)
    {
        var index = _workspace.Scope.Add(Unquoted(name));
        if (index < 0)
            NotUnderstood();
        return index;
    }

    private void ParseCommonTable(int open)
    {
        var via = _via;
        if (WordAt(open + 1) is Word.Insert or Word.Update or Word.Delete or Word.Merge)
            _via = "cte";
        if (WordAt(open + 1) is Word.With)
            ParseNestedWith(open);
        else
            ParseParentheses(open);
        _via = via;
    }

    /// <summary>A common table that starts with WITH again may change data too.</summary>
    private void ParseNestedWith(int open)
    {
        if (!Enter())
            return;
        var end = Math.Min(_tokens[open].Match, _tokens.Length);
        var scope = _workspace.Scope.Count;
        var i = IsCommonTableStart(open + 1) ? ParseCommonTables(open + 1, end) : open + 1;
        if (WordAt(i) is Word.Insert or Word.Update or Word.Delete or Word.Merge)
        {
            _via = "cte";
            ParseStatement(i, end);
        }
        else
        {
            ParseQuery(i, end);
        }

        _workspace.Scope.Truncate(scope);
        Leave();
    }

    private readonly void DescribeCommonTable(int index, int open)
    {
        var end = Math.Min(_tokens[open].Match, _tokens.Length);
        var from = Find(open + 1, end, Word.From);
        if (index < 0 || from >= end || !IsName(from + 1))
            return;
        var isBounded = Is(Find(from, end, Word.Where), Word.Where);
        var beneath = KindAt(from + 2) == TokenKind.Dot ? -1 : _workspace.Scope.Find(Unquoted(from + 1));
        if (beneath >= 0 && beneath != index)
        {
            var below = _workspace.Scope[beneath];
            _workspace.Scope.Describe(index, below.Table, isBounded || below.IsBounded);
            return;
        }

        var name = new NameWriter(stackalloc char[128]);
        var nameEnd = Math.Min(NameEnd(from + 1), from + (2 * MaxParts));
        for (var i = from + 1; i < nameEnd; i++)
        {
            if (KindAt(i) == TokenKind.Dot)
                name.Append('.');
            else
                name.AppendPart(TextAt(i), KindAt(i) is TokenKind.Quoted or TokenKind.Text);
        }

        _workspace.Scope.Describe(index, _workspace.Names.Get(name.Written), isBounded);
    }

    private readonly bool IsQueryStart(int i, int end) => WordAt(i) switch
    {
        Word.Select => true,
        Word.Values => KindAt(i + 1) is TokenKind.Open || Is(i + 1, Word.Row),
        // A column may be called "table" in no dialect, but a function may.
        Word.Table => IsName(i + 1) && i + 1 < end,
        _ => false,
    };
}
