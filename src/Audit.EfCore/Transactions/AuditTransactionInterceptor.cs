using System.Data.Common;
using Audit.AdoNet.Transactions;
using Audit.EfCore.SaveChanges;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Transactions;

/// <summary>Records how transactions end, and learns from a save's transaction how its last command ended.</summary>
internal sealed class AuditTransactionInterceptor(SaveChangesCommands commands, TransactionRecorder transactions) : DbTransactionInterceptor
{
    public TransactionRecorder Transactions => transactions;

    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        if (eventData.Context is { } context)
            commands.Retried(context);
        return result;
    }

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        new(TransactionStarting(connection, eventData, result));

    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        transactions.Begin(result, connection, eventData.TransactionId, eventData.StartTime, Attempt.CurrentAttributes);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        new(TransactionStarted(connection, eventData, result));

    public override DbTransaction TransactionUsed(DbConnection connection, TransactionEventData eventData, DbTransaction result)
    {
        transactions.Of(result, connection, eventData.TransactionId);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionUsedAsync(
        DbConnection connection, TransactionEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        new(TransactionUsed(connection, eventData, result));

    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        // Whatever goes wrong from here on is the commit's fault.
        if (eventData.Context is { } context)
            commands.Succeeded(context);
        TransactionRecorder.Committing(transactions.Find(transaction));
        return result;
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        new(TransactionCommitting(transaction, eventData, result));

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        transactions.Committed(transactions.Find(transaction));

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Completed(transactions.CommittedAsync(transactions.Find(transaction)));

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) =>
        transactions.RolledBack(transactions.Find(transaction));

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Completed(transactions.RolledBackAsync(transactions.Find(transaction)));

    public override void CreatedSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (transactions.Find(transaction) is { } record)
            transactions.Saved(record, record.NextSavepoint);
    }

    public override Task CreatedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        CreatedSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    public override void RolledBackToSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (transactions.Find(transaction) is { } record)
            transactions.RolledBackTo(record, record.NextSavepoint);
    }

    public override Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        RolledBackToSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    public override void ReleasedSavepoint(DbTransaction transaction, TransactionEventData eventData)
    {
        if (transactions.Find(transaction) is { } record)
            record.Release(record.NextSavepoint);
    }

    public override Task ReleasedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        ReleasedSavepoint(transaction, eventData);
        return Task.CompletedTask;
    }

    public override void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData)
    {
        if (transactions.Find(transaction) is { IsCommitting: true } record)
            transactions.CommitFailed(record, eventData.Exception);
    }

    public override Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionFailed(transaction, eventData);
        return Task.CompletedTask;
    }

    private static Task Completed(ValueTask recording) => recording.IsCompletedSuccessfully ? Task.CompletedTask : recording.AsTask();
}
