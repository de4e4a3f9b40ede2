using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Recording;
using Audit.Events;

namespace Audit.AdoNet.Transactions;

/// <summary>
/// Records how transactions end, once each, and tells commands which one they run in. Every capture of transactions goes through here.
/// What is known of a transaction hangs on the driver's transaction object, so that one instance serves all threads and nothing is kept
/// alive. Never throws.
/// </summary>
internal sealed partial class TransactionRecorder(
    SafeLog log, ConnectionProfiles profiles, TransactionEvents events, CaptureFailures failures, TimeProvider time)
{
    private readonly ConditionalWeakTable<DbTransaction, TransactionRecord> _records = [];

    /// <summary>A transaction began, and its end will be told.</summary>
    /// <returns><see langword="null"/>: nothing is recorded at the moment.</returns>
    public TransactionRecord? Begin(
        DbTransaction transaction, DbConnection connection, Guid id, DateTimeOffset? startedAt = null, ImmutableArray<AuditAttribute> attributes = default) =>
        log.IsEnabled ? Add(transaction, connection, id, startedAt, attributes, isForeign: false) : null;

    /// <summary>The transaction that a command names, else the scope that its connection is part of; <see langword="null"/> for none.</summary>
    public TransactionRecord? Of(DbCommand command)
    {
#pragma warning disable CA1031 // Nothing of ours may disturb the command.
        try
        {
            return command.Transaction is { } transaction
                ? Of(transaction, command.Connection)
                : command.Connection is { } connection ? Of(connection) : null;
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>The record of a transaction; one that was begun elsewhere gets one now.</summary>
    /// <param name="transaction">The driver's transaction.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="id">Its id, when it is known to be a transaction that begins to be used; some drivers use an object for one after the other.</param>
    public TransactionRecord? Of(DbTransaction transaction, DbConnection? connection, Guid id = default)
    {
        if (_records.TryGetValue(transaction, out var record) && (!record.IsEnded || (id == Guid.Empty && !record.IsForeign)))
            return record;
        if (connection is null || !log.IsEnabled || !IsOpen(transaction))
            return record;
        return Add(transaction, connection, id == Guid.Empty ? NewId() : id, null, [], isForeign: true);
    }

    /// <summary>The record of a transaction that is known; <see langword="null"/> for none.</summary>
    public TransactionRecord? Find(DbTransaction transaction) => _records.TryGetValue(transaction, out var record) ? record : null;

    /// <summary>An id for a transaction that has none.</summary>
    public Guid NewId() => AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow()));

    /// <summary>The driver is about to be asked to commit.</summary>
    public static void Committing(TransactionRecord? record)
    {
        if (record is null)
            return;
        record.IsCommitting = true;
        record.CommitError = null;
    }

    /// <summary>It was committed.</summary>
    public void Committed(TransactionRecord? record)
    {
        if (record is not null && record.TryEnd())
            RecordEnd(record, new TransactionEnd(TransactionActions.Commit, Outcome.Succeeded));
    }

    /// <inheritdoc cref="Committed"/>
    public ValueTask CommittedAsync(TransactionRecord? record) =>
        record is not null && record.TryEnd() ? RecordEndAsync(record, new TransactionEnd(TransactionActions.Commit, Outcome.Succeeded)) : ValueTask.CompletedTask;

    /// <summary>Committing failed. Without a connection nobody knows what became of it; else it is rolled back sooner or later, or committed after all.</summary>
    public void CommitFailed(TransactionRecord? record, Exception exception)
    {
        if (record is null || record.IsEnded)
            return;
        record.IsCommitting = false;
        if (record.HasConnection)
            record.CommitError = exception;
        else if (record.TryEnd())
            RecordEnd(record, new TransactionEnd(TransactionActions.Commit, Outcome.Unknown, Exception: exception));
    }

    /// <summary>It was rolled back.</summary>
    public void RolledBack(TransactionRecord? record)
    {
        if (record is not null && record.TryEnd())
            RecordEnd(record, Undone(record, null));
    }

    /// <inheritdoc cref="RolledBack"/>
    public ValueTask RolledBackAsync(TransactionRecord? record) =>
        record is not null && record.TryEnd() ? RecordEndAsync(record, Undone(record, null)) : ValueTask.CompletedTask;

    /// <summary>It was disposed of, which rolls it back when nothing else has ended it.</summary>
    /// <param name="record">The transaction.</param>
    /// <param name="wasOpen">Whether it was open until then; else it was ended behind the back of who tells.</param>
    public void Disposed(TransactionRecord? record, bool wasOpen)
    {
        if (record is null || record.IsCommitting)
            return;
        if (!wasOpen && record.CommitError is null)
            EndedElsewhere(record);
        else if (record.TryEnd())
            RecordEnd(record, Undone(record, TransactionActions.Disposed));
    }

    /// <summary>Whether a transaction is neither committed nor rolled back, as far as its driver tells.</summary>
    public static bool IsOpen(DbTransaction transaction)
    {
        try
        {
            // Some drivers keep the connection, and refuse to tell the level of what has ended.
            return transaction.Connection is not null && transaction.IsolationLevel is not IsolationLevel.Chaos;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>It ended, and not where that is seen.</summary>
    public void EndedElsewhere(TransactionRecord? record)
    {
        if (record is not null && record.TryEnd())
            RecordEnd(record, new TransactionEnd(TransactionActions.End, Outcome.Unknown, TransactionActions.Unseen));
    }

    /// <summary>A savepoint was set.</summary>
    public void Saved(TransactionRecord? record, string? name) => record?.Save(name, time.GetUtcNow(), time.GetTimestamp());

    /// <summary>What was done since a savepoint was undone.</summary>
    public void RolledBackTo(TransactionRecord? record, string? name)
    {
        if (record?.RollBackTo(name) is { } savepoint && events.TryCreate(record, savepoint, time.GetElapsedTime(savepoint.Timestamp)) is { } auditEvent)
            log.RecordEnd(auditEvent);
    }

    private TransactionRecord? Add(
        DbTransaction transaction, DbConnection connection, Guid id, DateTimeOffset? startedAt, ImmutableArray<AuditAttribute> attributes, bool isForeign)
    {
#pragma warning disable CA1031 // Nothing of ours may disturb the transaction.
        try
        {
            var record = new TransactionRecord(id, startedAt ?? time.GetUtcNow(), time.GetTimestamp())
            {
                Profile = profiles.Of(connection),
                IsolationLevel = IsolationLevels.NameOf(transaction.IsolationLevel),
                IsForeign = isForeign,
                Attributes = attributes.IsDefault ? [] : attributes,
            };

            // Some drivers use an object for one transaction after the other.
            if (_records.TryGetValue(transaction, out var earlier))
                EndedElsewhere(earlier);
            _records.AddOrUpdate(transaction, record);
            record.Watch(connection, (_, change) => StateChanged(record, change));
            return record;
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>The database rolls back what is open when its connection goes.</summary>
    private void StateChanged(TransactionRecord record, StateChangeEventArgs change)
    {
        if ((change.CurrentState & ConnectionState.Open) != 0 || change.CurrentState is ConnectionState.Connecting || record.IsCommitting || record.IsDisposing)
            return;
        if (record.IsForeign)
            EndedElsewhere(record);
        else if (record.TryEnd())
            RecordEnd(record, Undone(record, TransactionActions.ConnectionClosed));
    }

    private static TransactionEnd Undone(TransactionRecord record, string? how) => record.CommitError is { } error
        ? new TransactionEnd(TransactionActions.Commit, Outcome.Failed, how, error)
        : new TransactionEnd(TransactionActions.Rollback, Outcome.RolledBack, how);

    private void RecordEnd(TransactionRecord record, in TransactionEnd end)
    {
        if (events.TryCreate(record, end, time.GetElapsedTime(record.Start)) is { } auditEvent)
            log.RecordEnd(auditEvent);
    }

    private ValueTask RecordEndAsync(TransactionRecord record, in TransactionEnd end)
    {
        if (!log.IsEnabled)
        {
            RecordEnd(record, end);
            return ValueTask.CompletedTask;
        }

        return events.TryCreate(record, end, time.GetElapsedTime(record.Start)) is { } auditEvent ? log.RecordAsync(auditEvent) : ValueTask.CompletedTask;
    }
}
