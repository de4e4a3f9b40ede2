using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>DELETE and TRUNCATE.</summary>
internal ref partial struct StatementParser
{
    /// <summary>EF Core's: a row that is there while somebody migrates, and is deleted after each migration.</summary>
    private const string MigrationLock = "__EFMigrationsLock";

    private void ParseDelete(int i, int end)
    {
        Operation(Word.Delete);
        i = SkipModifiers(i + 1);
        i = SkipWord(i, Word.From);

        var first = _workspace.Tables.Count;
        var targetEnd = Find(i, Find(i, end, Word.Where, Word.Returning), Word.From, Word.Using);
        ParseTables(i, targetEnd, collect: true, out var isBounded);
        var targets = _workspace.Tables.Count;
        var where = Find(i, end, Word.Where);
        if (WordAt(targetEnd) is Word.From or Word.Using && targetEnd < where)
        {
            ParseTables(targetEnd + 1, end, collect: true, out var sourceIsBounded);
            isBounded |= sourceIsBounded;
        }

        ParseOutput(i, end);
        if (targets == first)
        {
            JudgeUnknownTarget(i, where, end);
            return;
        }

        if (where >= end)
            Scan(Find(i, end, Word.Returning, Word.Order), end);

        // DELETE FROM a JOIN b deletes from the first only; a list of targets is a list of names.
        var last = WordAt(targetEnd) is Word.From or Word.Using ? targets : first + 1;
        for (var target = first; target < last; target++)
        {
            var bounded = isBounded;
            var table = WriteCollected(Resolve(target, targets), ref bounded);
            bounded |= table == MigrationLock;
            Judge(where, end, bounded, table, "delete_no_where", "delete_always_true_where", target < last - 1 ? end : where);
        }

        ReadCollected(first);
    }

    private void ParseTruncate(int i, int end)
    {
        Operation(Word.Truncate);
        i = SkipWord(i + 1, Word.Table);
        if (Is(i, Word.Cluster))
            i++;
        i = SkipIfExists(i);
        var isAny = false;
        while (i < end)
        {
            i = SkipWord(i, Word.Only);
            var open = KindAt(i) == TokenKind.Open ? 1 : 0;
            var nameEnd = NameEnd(i + open);
            if (nameEnd == i + open || !IsTable(i + open))
                break;
            isAny = true;
            Reason("truncate", Write(i + open, nameEnd));
            i = nameEnd + open;
            while (i < end && (Is(i, Word.Star) || KindAt(i) == TokenKind.Open))
                i = Next(i);
            if (KindAt(i) != TokenKind.Comma)
                break;
            i++;
        }

        if (!isAny)
            NotUnderstood();
    }
}
