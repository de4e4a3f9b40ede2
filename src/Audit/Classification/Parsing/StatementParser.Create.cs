using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>CREATE. What a routine, trigger or view would do when it is called is not looked at.</summary>
internal ref partial struct StatementParser
{
    private void ParseCreate(int i, int end)
    {
        Operation(Word.Create);
        i++;
        var replaces = Is(i, Word.Or) && WordAt(i + 1) is Word.Replace;
        i = CreatedObject(i, end);
        switch (WordAt(i))
        {
            case Word.Table:
                CreateTable(SkipIfExists(i + 1), end, replaces);
                break;
            case Word.Materialized:
                i = SkipIfExists(i + 2);
                Write(i, NameEnd(i));
                ParseCreatedQuery(i, end);
                break;
            case Word.View:
                i = SkipIfExists(i + 1);
                Write(i, NameEnd(i));
                break;
            case Word.Index or Word.Trigger or Word.Policy:
                WriteBehindOn(i, end);
                break;
            case Word.Rule:
                var to = Find(i, end, Word.To);
                if (IsTable(to + 1) && to < end)
                    Write(to + 1, NameEnd(to + 1));
                break;
            case Word.Statistics:
                break;
            default:
                if (i >= end)
                    NotUnderstood();
                break;
        }
    }

    /// <summary>Skips what may stand between CREATE and the kind of object.</summary>
    private readonly int CreatedObject(int i, int end)
    {
        while (i < end)
        {
            switch (WordAt(i))
            {
                case Word.Materialized when Is(i + 1, Word.View):
                case Word.Table or Word.View or Word.Index or Word.Trigger or Word.Policy or Word.Rule or Word.Function or Word.Procedure or Word.Proc
                    or Word.User or Word.Role or Word.Login or Word.Database or Word.Schema or Word.Sequence or Word.Type or Word.Event or Word.Package
                    or Word.Server or Word.Subscription or Word.Extension or Word.Domain or Word.Tablespace or Word.Statistics or Word.Aggregate:
                case Word.Folded when IsText(i, "PUBLICATION"):
                    return i;
            }

            // DEFINER = user@host stands before a view.
            var isDefiner = Is(i - 1, Word.Equal) || Is(i - 1, Word.OtherSign);
            if (KindAt(i) == TokenKind.Open || (!isDefiner && KindAt(i) == TokenKind.Quoted))
                return i;
            if (WordAt(i) is Word.None && !isDefiner && KindAt(i) == TokenKind.Word)
                return i;
            i++;
        }

        return i;
    }

    private void CreateTable(int i, int end, bool replaces)
    {
        var nameEnd = NameEnd(i);
        if (nameEnd == i || i >= end)
        {
            NotUnderstood();
            return;
        }

        var table = Write(i, nameEnd);
        if (replaces)
            Reason("replace_table", table);
        ParseCreatedQuery(nameEnd, end);
    }

    /// <summary>The query behind AS, which runs.</summary>
    private void ParseCreatedQuery(int i, int end)
    {
        for (; i < end; i = Next(i))
        {
            var starts = WordAt(i) is Word.Select or Word.With or Word.Values or Word.Table && KindAt(i) == TokenKind.Word;
            if (starts && (Is(i - 1, Word.As) || Is(i, Word.Select) || IsCommonTableStart(i)))
            {
                ParseQuery(i, end);
                return;
            }

            if (KindAt(i) == TokenKind.Open && WordAt(i + 1) is Word.Select or Word.With or Word.Values && IsName(i + 2))
                ParseParentheses(i);
        }
    }
}
