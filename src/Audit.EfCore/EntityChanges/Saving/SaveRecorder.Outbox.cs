using System.Data.Common;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>Writes the events of a save to the outbox: before its own transaction is committed, or at its end into the transaction around it.</summary>
internal sealed partial class SaveRecorder
{
    /// <summary>A transaction is about to be committed; while a save runs, it is the save's own.</summary>
    public void Committing(DbContext context, DbTransaction transaction)
    {
        outbox?.ThrowIfBroken(transaction);
        if (TakeForOutbox(context) is { } save)
            outbox!.Write(context, save.Events);
    }

    /// <inheritdoc cref="Committing"/>
    public async ValueTask CommittingAsync(DbContext context, DbTransaction transaction, CancellationToken cancellationToken)
    {
        outbox?.ThrowIfBroken(transaction);
        if (TakeForOutbox(context) is { } save)
            await outbox!.WriteAsync(context, save.Events, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A transaction was committed: the relay has something to do.</summary>
    public void Committed() => outbox?.Committed();

    private PendingSave? TakeForOutbox(DbContext context)
    {
        if (Find(context) is not { HasOutbox: true, IsCaptured: true } save)
            return null;
        Make(save, CountOf(save));
        save.IsInOutbox = true;
        return save;
    }

    private void KeepInTransaction(PendingSave save, DbContext context, int rows)
    {
        if (save is { IsCaptured: true, IsInOutbox: false })
        {
            Make(save, rows);
            outbox!.Write(context, save.Events);
            Hold(save);
        }

        save.Clear();
    }

    private async ValueTask KeepInTransactionAsync(PendingSave save, DbContext context, int rows, CancellationToken cancellationToken)
    {
        if (save is { IsCaptured: true, IsInOutbox: false })
        {
            Make(save, rows);
            await outbox!.WriteAsync(context, save.Events, cancellationToken).ConfigureAwait(false);
            Hold(save);
        }

        save.Clear();
    }

    private void Make(PendingSave save, long rows)
    {
        save.HasAttemptFailed = false;
        events.Make(save, new SaveEnd(Outcome.Succeeded, rows, time.GetElapsedTime(save.StartedTimestamp)));
    }

    /// <summary>EF Core tells the number only after the commit; it is that of the entries that are saved.</summary>
    private static long CountOf(PendingSave save) => save.Adapter!.Entries.LongCount(
        static entry => entry.EntityState is EntityState.Added or EntityState.Modified or EntityState.Deleted);
}
