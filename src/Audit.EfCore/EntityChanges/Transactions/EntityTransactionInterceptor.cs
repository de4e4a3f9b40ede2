using System.Data.Common;
using Audit.AdoNet.Transactions;
using Audit.EfCore.EntityChanges.Saving;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.EntityChanges.Transactions;

/// <summary>Learns from EF Core how transactions end, and publishes what waited for it. Its own state is none.</summary>
internal sealed class EntityTransactionInterceptor(HeldTransactions held, EntityPublisher publisher, SaveRecorder saves, TransactionRecorder transactions) : DbTransactionInterceptor
{
    private const string Commit = "Commit";

    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        // A save begins one transaction at most, unless it is tried again.
        if (eventData.Context is { } context)
            saves.AttemptFailed(context, null);
        return result;
    }

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        new(TransactionStarting(connection, eventData, result));

    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        // A driver may use the object again: what still waits for it belongs to one that ended unnoticed.
        if (held.Find(result) is { } left)
            publisher.Publish(held.TakeUntold(left));
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        new(TransactionStarted(connection, eventData, result));

    public override DbTransaction TransactionUsed(DbConnection connection, TransactionEventData eventData, DbTransaction result)
    {
        if (eventData.Context is { } context)
            publisher.Publish(held.Used(result, context.ContextId.InstanceId));
        return result;
    }

    public override ValueTask<DbTransaction> TransactionUsedAsync(
        DbConnection connection, TransactionEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        new(TransactionUsed(connection, eventData, result));

    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        if (eventData.Context is { } context)
            saves.Committing(context, transaction);
        if (held.Find(transaction) is { } waiting)
            waiting.IsCommitting = true;
        return result;
    }

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
            await saves.CommittingAsync(context, transaction, cancellationToken).ConfigureAwait(false);
        if (held.Find(transaction) is { } waiting)
            waiting.IsCommitting = true;
        return result;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData)
    {
        saves.Committed();
        publisher.Publish(held.Take(transaction, Outcome.Succeeded));
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        saves.Committed();
        return publisher.PublishAsync(held.Take(transaction, Outcome.Succeeded)).AsTask();
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) =>
        publisher.Publish(held.Take(transaction, Outcome.RolledBack));

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        publisher.PublishAsync(held.Take(transaction, Outcome.RolledBack)).AsTask();

    public override void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData)
    {
        if (eventData.Context is { } context)
            saves.AttemptFailed(context, eventData.Exception);
        if (!string.Equals(eventData.Action, Commit, StringComparison.Ordinal) || held.Find(transaction) is not { } waiting)
            return;
        waiting.IsCommitting = false;
        waiting.CommitError = saves.CodeOf(eventData.Exception);
        if (waiting.IsConnectionLost)
            publisher.Publish(held.TakeUntold(waiting));
    }

    public override Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionFailed(transaction, eventData);
        return Task.CompletedTask;
    }

    public override void CreatedSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (!IsOfSave(eventData))
            held.FindOrOpen(transaction)?.SavepointCreated(NameOf(transaction));
    }

    public override Task CreatedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        CreatedSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    public override void ReleasedSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (!IsOfSave(eventData))
            held.Find(transaction)?.SavepointReleased(NameOf(transaction));
    }

    public override Task ReleasedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        ReleasedSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    public override void RolledBackToSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (!IsOfSave(eventData))
            publisher.Publish(held.Find(transaction)?.RolledBackToSavepoint(NameOf(transaction)));
    }

    public override Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default) =>
        IsOfSave(eventData) ? Task.CompletedTask : publisher.PublishAsync(held.Find(transaction)?.RolledBackToSavepoint(NameOf(transaction))).AsTask();

    /// <summary>EF Core tells no interceptor the name of a savepoint; who hands it the transaction sees it.</summary>
    private string? NameOf(DbTransaction transaction) => transactions.Find(transaction)?.NextSavepoint;

    /// <summary>EF Core sets a savepoint before each save, and goes back to it when the save fails: of that the save itself tells.</summary>
    private bool IsOfSave(TransactionEventData eventData) => eventData.Context is { } context && saves.IsSaving(context);
}
