using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Procedural blocks of PL/pgSQL, PL/SQL and MariaDB: every statement that any of their branches would run.</summary>
internal ref partial struct StatementParser
{
    private void ParseBlock(int i, int limit)
    {
        for (var end = i - 1; i < limit;)
        {
            // Control words leave the end of the statement where it was.
            if (i > end)
                end = Find(i, limit, TokenKind.Semicolon);
            i = ParseBlockPart(i, end);
        }
    }

    private readonly int Find(int i, int end, TokenKind kind)
    {
        while (i < end && KindAt(i) != kind)
            i = Next(i);
        return Math.Min(i, end);
    }

    /// <summary>A control word, or a statement; returns what follows it.</summary>
    private int ParseBlockPart(int i, int end)
    {
        switch (WordAt(i))
        {
            case Word.Begin or Word.Else or Word.Loop or Word.Exception or Word.Repeat or Word.Then or Word.Declare:
                if (Is(i, Word.Begin) && Is(i + 1, Word.Not, Word.Atomic))
                    return i + 3;
                return i + 1;
            case Word.If or Word.Elsif or Word.Elseif or Word.When or Word.Case:
                return ParseCondition(i, end, Word.Then);
            case Word.While or Word.Until:
                return ParseCondition(i, end, Word.Loop, Word.Do);
            case Word.For or Word.Foreach:
                return ParseLoop(i, end);
            case Word.End:
                return end + 1;
            case Word.Perform:
                Operation(Word.Select);
                ParseQuery(i + 1, end);
                return end + 1;
            case Word.Return when Is(i + 1, Word.Query):
                ParseReturnQuery(i + 2, end);
                return end + 1;
            case Word.Select or Word.With or Word.Insert or Word.Update or Word.Delete or Word.Merge or Word.Create or Word.Alter or Word.Drop
                or Word.Truncate or Word.Execute or Word.Copy or Word.Grant or Word.Revoke or Word.Set or Word.Reset or Word.Call or Word.Lock
                or Word.Explain or Word.Refresh or Word.Comment or Word.Replace or Word.Do or Word.Analyze or Word.Prepare or Word.Reindex
                or Word.Values or Word.Commit or Word.Rollback or Word.Savepoint or Word.Notify or Word.Vacuum or Word.Cluster
                when KindAt(i) == TokenKind.Word && !(WordAt(i + 1) is Word.Assign or Word.Equal) && KindAt(i + 1) != TokenKind.Dot:
                ParseStatement(i, end);
                return end + 1;
            case Word.Open when Is(Find(i, end, Word.For), Word.For):
                ParseOpenFor(i, end);
                return end + 1;
        }

        if (_dialect == SqlDialect.MySql && IsLabel(i))
            return i + 2;
        if (KindAt(i) == TokenKind.Sign && TextAt(i) is "<" or ">" or "<<" or ">>")
            return i + 1;
        // A label, an assignment, a declaration, a call.
        if (i > 0 && KindAt(i) == TokenKind.Word && KindAt(i - 1) == TokenKind.Sign && TextAt(i - 1) is "<")
            return i + 1;
        ParseQuery(i, end);
        return end + 1;
    }

    /// <summary><c>label: LOOP</c>; without the blank, the word behind the colon reads like a parameter.</summary>
    private readonly bool IsLabel(int i) =>
        IsName(i) && (TextAt(i + 1) is ":" || (KindAt(i + 1) == TokenKind.Parameter && TextAt(i + 1) is [':', ..]));

    private int ParseCondition(int i, int end, Word last, Word orLast = Word.None)
    {
        var then = Find(i + 1, end, last, orLast == Word.None ? last : orLast);
        Scan(i + 1, then);
        return then + 1;
    }

    private int ParseLoop(int i, int end)
    {
        var loop = Find(i, end, Word.Loop, Word.Do);
        var source = Find(i, loop, Word.In) + 1;
        source = IsText(source, "REVERSE") || Is(source, Word.Reverse) ? source + 1 : source;
        if (KindAt(source) == TokenKind.Open && WordAt(source + 1) is Word.Select or Word.With)
        {
            Operation(Word.Select);
            ParseParentheses(source);
        }
        else if (WordAt(source) is Word.Select or Word.With or Word.Execute or Word.Insert or Word.Update or Word.Delete or Word.Values && source < loop)
        {
            ParseStatement(source, loop);
        }
        else
        {
            Scan(i, loop);
        }

        return loop + 1;
    }

    private void ParseReturnQuery(int i, int end)
    {
        if (WordAt(i) is Word.Execute or Word.Insert or Word.Update or Word.Delete or Word.Select or Word.With or Word.Values)
            ParseStatement(i, end);
    }

    private void ParseOpenFor(int i, int end)
    {
        var source = Find(i, end, Word.For) + 1;
        if (WordAt(source) is Word.Select or Word.With or Word.Execute)
            ParseStatement(source, end);
        else if (_dialect == SqlDialect.Oracle)
            RunExpression(source, Find(source, end, Word.Using), "dynamic_sql", isBlock: false);
    }
}
