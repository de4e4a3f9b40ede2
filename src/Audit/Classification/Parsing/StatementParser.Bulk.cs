using Audit.Classification.Tokens;

namespace Audit.Classification.Parsing;

/// <summary>COPY, LOAD DATA and BULK INSERT.</summary>
internal ref partial struct StatementParser
{
    private void ParseBulk(int i, int end)
    {
        if (Is(i, Word.Copy))
        {
            ParseCopy(i, end);
        }
        else if (Is(i, Word.Bulk))
        {
            _findings.Operations.Add("BULK INSERT");
            i = SkipWord(i + 1, Word.Insert);
            Write(i, NameEnd(i));
        }
        else
        {
            Operation(Word.Load);
            var into = Find(i, end, Word.Into);
            if (Is(into + 1, Word.Table))
                Write(into + 2, NameEnd(into + 2));
        }
    }

    private void ParseCopy(int i, int end)
    {
        Operation(Word.Copy);
        i = SkipWord(i + 1, Word.Binary);
        if (KindAt(i) == TokenKind.Open)
        {
            ParseParentheses(i);
            i = Next(i);
        }
        else
        {
            var nameEnd = NameEnd(i);
            var direction = Find(nameEnd, end, Word.From, Word.To);
            if (nameEnd == i || direction >= end)
            {
                NotUnderstood();
                return;
            }

            if (Is(direction, Word.From))
                Write(i, nameEnd);
            else
                Read(i, nameEnd);
            i = direction;
        }

        if (Is(Find(i, Math.Min(i + 3, end), Word.Program), Word.Program))
            Reason("os_command");
        if (Is(Find(i, end, Word.Where), Word.Where))
            Scan(i, end);
    }
}
