using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Where a statement ends in Transact-SQL, which asks for no semicolon: where a word begins the next one.</summary>
internal ref partial struct StatementParser
{
    private readonly int TransactStatementEnd(int i, int limit)
    {
        var verb = WordAt(i);
        switch (verb)
        {
            case Word.Begin when !(WordAt(i + 1) is Word.Tran or Word.Transaction or Word.Distributed):
            case Word.End when WordAt(i + 1) is not Word.None || i + 1 >= limit || KindAt(i + 1) != TokenKind.Word:
                return Math.Min(WordAt(i + 1) is Word.Try or Word.Catch ? i + 2 : i + 1, limit);
            case Word.Else:
                return i + 1;
            case Word.Create or Word.Alter when RoutineKind(i, limit) != Word.None:
                while (i < limit && !IsBatchSeparator(i))
                    i++;
                return i;
        }

        var progress = default(TransactProgress);
        var cases = 0;
        for (var j = Next(i); j < limit; j = Next(j))
        {
            if (KindAt(j) == TokenKind.Semicolon || IsBatchSeparator(j))
                return j;
            if (KindAt(j) != TokenKind.Word || KindAt(j - 1) == TokenKind.Dot)
                continue;
            progress.HasRecipient |= WordAt(j) is Word.To or Word.From;
            // What has rows takes no query.
            progress.HasQuery |= Is(j, Word.Values);
            progress.HasAction |= Is(j, Word.Add);
            if (Is(j, Word.Case))
                cases++;
            else if (Is(j, Word.End) && cases > 0)
                cases--;
            else if (cases == 0 && StartsTransactStatement(j) && !Continues(verb, j, ref progress))
                return j;
        }

        return limit;
    }

    private readonly bool StartsTransactStatement(int i) =>
        WordAt(i) is Word.Select or Word.Insert or Word.Update or Word.Delete or Word.Merge or Word.Exec or Word.Execute or Word.Create or Word.Alter
            or Word.Drop or Word.Truncate or Word.Declare or Word.Set or Word.If or Word.While or Word.Begin or Word.End or Word.Else or Word.Print
            or Word.Return or Word.Use or Word.Grant or Word.Revoke or Word.Deny or Word.Commit or Word.Rollback or Word.Save or Word.Throw
            or Word.Raiserror or Word.Waitfor or Word.Open or Word.Close or Word.Fetch or Word.Deallocate or Word.Kill or Word.Backup or Word.Restore
            or Word.Dbcc or Word.Goto or Word.Break or Word.Continue or Word.Bulk or Word.Shutdown or Word.Revert or Word.Disable or Word.Enable or Word.Checkpoint;

    /// <summary>Whether a word that could begin a statement is part of the one that is being read.</summary>
    private readonly bool Continues(Word verb, int i, ref TransactProgress progress)
    {
        var before = WordAt(i - 1);
        if (verb is Word.Grant or Word.Revoke or Word.Deny && (!progress.HasRecipient || before is Word.With))
            return true;
        switch (WordAt(i))
        {
            case Word.Select:
                return before is Word.Union or Word.All or Word.Except or Word.Intersect or Word.As or Word.For or Word.Not || TakeFirst(verb is Word.Insert or Word.With || progress.InsertsInWith, ref progress.HasQuery);
            case Word.Insert or Word.Update or Word.Delete or Word.Merge:
                // ON DELETE CASCADE; but SET NOCOUNT ON ends before the next statement.
                if (before is Word.On && verb is Word.Create or Word.Alter)
                    return true;
                if (before is Word.Then or Word.For or Word.Bulk or Word.Inner or Word.Left or Word.Right or Word.Full)
                    return true;
                if (!TakeFirst(verb == Word.With, ref progress.HasQuery))
                    return false;
                progress.InsertsInWith = Is(i, Word.Insert);
                progress.HasQuery = !progress.InsertsInWith;
                progress.UpdatesInWith = Is(i, Word.Update);
                return true;
            case Word.Set:
                return before is Word.Update or Word.Delete || TakeFirst(verb is Word.Alter, ref progress.HasAction)
                    || TakeFirst(verb is Word.Update || progress.UpdatesInWith, ref progress.HasSet);
            case Word.Exec or Word.Execute:
                return before is Word.As or Word.With || TakeFirst(verb is Word.Insert, ref progress.HasQuery);
            case Word.Drop or Word.Alter:
                if (WordAt(i + 1) is Word.Table or Word.View or Word.Database or Word.Schema or Word.Procedure or Word.Proc or Word.Function or Word.Trigger)
                    return false;
                // One action is all that ALTER takes, but for what ALTER COLUMN takes away from the column.
                return TakeFirst(verb == Word.Alter, ref progress.HasAction) || (verb == Word.Alter && Is(i - 2, Word.Column));
            case Word.If:
                return verb is Word.Drop or Word.Create or Word.Alter && WordAt(i + 1) is Word.Exists or Word.Not;
            case Word.Fetch:
                return before is Word.Row or Word.Rows;
            case Word.Disable or Word.Enable:
                return verb is Word.Alter;
            case Word.Use or Word.Open or Word.Close or Word.Continue or Word.Backup or Word.Checkpoint:
                return verb is Word.Alter or Word.Create or Word.Backup or Word.Restore;
            case Word.Execute or Word.Grant:
                return before is Word.With;
            default:
                return false;
        }
    }

    private static bool TakeFirst(bool applies, ref bool isTaken)
    {
        if (!applies || isTaken)
            return false;
        isTaken = true;
        return true;
    }

    private struct TransactProgress
    {
        public bool HasRecipient;
        public bool HasQuery;
        public bool HasSet;
        public bool HasAction;
        public bool InsertsInWith;
        public bool UpdatesInWith;
    }
}
