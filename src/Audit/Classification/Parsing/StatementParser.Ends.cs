using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Where a statement ends: at a semicolon, unless it has a body with semicolons of its own.</summary>
internal ref partial struct StatementParser
{
    private const int HeaderLength = 16;

    private readonly int StatementEnd(int i, int limit)
    {
        if (_dialect == SqlDialect.SqlServer)
            return TransactStatementEnd(i, limit);
        var semicolon = SemicolonOrSeparator(i, limit);
        if (Is(i, Word.Create))
            return CreateEnd(i, semicolon, limit);
        if (IsBlockStart(i))
            return CompoundEnd(i, limit);
        if (_dialect == SqlDialect.Oracle && WordAt(i) is Word.Begin or Word.Declare)
            return OracleUnitEnd(i, limit);
        return semicolon;
    }

    private readonly int SemicolonOrSeparator(int i, int limit)
    {
        i = Next(i);
        while (i < limit && KindAt(i) != TokenKind.Semicolon && !IsBatchSeparator(i))
            i = Next(i);
        return Math.Min(i, limit);
    }

    private readonly int CreateEnd(int i, int semicolon, int limit)
    {
        var kind = RoutineKind(i, semicolon);
        if (kind == Word.None)
            return semicolon;
        if (_dialect == SqlDialect.Oracle)
            return OracleUnitEnd(i, limit);
        var begin = Find(i, semicolon, Word.Begin);
        if (!Is(begin, Word.Begin) || (_dialect == SqlDialect.PostgreSql && !Is(begin + 1, Word.Atomic)))
            return semicolon;
        return CompoundEnd(begin, limit);
    }

    private readonly Word RoutineKind(int i, int semicolon)
    {
        var headerEnd = Math.Min(i + HeaderLength, semicolon);
        for (; i < headerEnd; i++)
        {
            if (WordAt(i) is Word.Trigger or Word.Procedure or Word.Function or Word.Event or Word.Package or Word.Proc)
                return WordAt(i);
            if (WordAt(i) is Word.Table or Word.View or Word.Index or Word.Sequence or Word.Schema or Word.User or Word.Role || KindAt(i) == TokenKind.Open)
                return Word.None;
        }

        return Word.None;
    }

    /// <summary>The end of BEGIN … END, which may hold further blocks and CASE … END.</summary>
    private readonly int CompoundEnd(int begin, int limit)
    {
        var depth = 0;
        for (var i = begin; i < limit; i++)
        {
            if (KindAt(i) != TokenKind.Word || KindAt(i - 1) == TokenKind.Dot)
                continue;
            if (IsDelimitedEnd(i))
                return i + 1;
            if (WordAt(i) is Word.Begin || (Is(i, Word.Case) && !Is(i - 1, Word.End)))
                depth++;
            else if (Is(i, Word.End) && !(WordAt(i + 1) is Word.If or Word.Loop or Word.While or Word.Repeat or Word.For) && --depth == 0)
                return SemicolonOrSeparator(i, limit);
        }

        return limit;
    }

    /// <summary>A unit of PL/SQL ends at a slash on a line of its own, or with the text.</summary>
    private readonly int OracleUnitEnd(int i, int limit)
    {
        while (i < limit && !IsBatchSeparator(i))
            i++;
        return i;
    }
}
