using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;
using Audit.Events;

namespace Audit.AdoNet.Transactions;

/// <summary>
/// Transactions of <c>System.Transactions</c>: a connection is part of the scope it was opened in, or was enlisted in, whatever is ambient when a
/// command runs. Databases that do not take part (SQLite) commit each command whatever becomes of the scope, so that theirs carry no id.
/// </summary>
internal sealed partial class TransactionRecorder
{
    private readonly ConcurrentDictionary<Transaction, TransactionRecord> _scopes = new();
    private readonly ConditionalWeakTable<DbConnection, TransactionRecord> _enlisted = [];
    private int _everEnlisted;

    /// <summary>A connection was opened: its driver has taken it into the scope that was open.</summary>
    public void Opened(DbConnection connection)
    {
#pragma warning disable CA1031 // Nothing of ours may disturb the connection.
        try
        {
            // A scope that is complete throws when it is asked for.
            if (Transaction.Current is { } scope)
            {
                if (log.IsEnabled && profiles.Of(connection).Settings.EnlistsItself)
                    Enlist(connection, scope);
            }
            else if (Volatile.Read(ref _everEnlisted) != 0)
            {
                _enlisted.Remove(connection);
            }
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>The transaction of a command whose caller takes open connections into the scope that is open, as EF Core does.</summary>
    public TransactionRecord? OfEnlisted(DbCommand command)
    {
        var record = Of(command);
        if (record is not null || command.Transaction is not null || command.Connection is not { } connection)
            return record;
#pragma warning disable CA1031 // A scope that is complete throws when it is asked for.
        try
        {
            if (Transaction.Current is { } scope && log.IsEnabled && profiles.Of(connection).Settings.EnlistsItself)
                Enlist(connection, scope);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
        return Of(connection);
    }

    /// <summary>A connection was made part of a transaction, or of none.</summary>
    public void Enlisted(DbConnection connection, Transaction? transaction)
    {
#pragma warning disable CA1031 // Nothing of ours may disturb the connection.
        try
        {
            if (transaction is null)
                _enlisted.Remove(connection);
            else if (log.IsEnabled)
                Enlist(connection, transaction);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>The scope that a connection is part of; <see langword="null"/> for none, or one that has ended.</summary>
    public TransactionRecord? Of(DbConnection connection) =>
        Volatile.Read(ref _everEnlisted) != 0 && _enlisted.TryGetValue(connection, out var record) && !record.IsEnded ? record : null;

    private void Enlist(DbConnection connection, Transaction transaction)
    {
        if (!_scopes.TryGetValue(transaction, out var record))
        {
            record = new TransactionRecord(NewId(), time.GetUtcNow(), time.GetTimestamp())
            {
                Profile = profiles.Of(connection),
                IsolationLevel = IsolationLevels.NameOf(transaction.IsolationLevel),
                IsAmbient = true,
            };

            if (_scopes.TryAdd(transaction, record))
                transaction.TransactionCompleted += Completed;
            else if (!_scopes.TryGetValue(transaction, out record))
                return;
        }

        _enlisted.AddOrUpdate(connection, record);
        Volatile.Write(ref _everEnlisted, 1);
    }

    private void Completed(object? sender, TransactionEventArgs completed)
    {
        if (completed.Transaction is not { } transaction || !_scopes.TryRemove(transaction, out var record) || !record.TryEnd())
            return;
        RecordEnd(record, transaction.TransactionInformation.Status switch
        {
            TransactionStatus.Committed => new TransactionEnd(TransactionActions.Commit, Outcome.Succeeded),
            TransactionStatus.Aborted => new TransactionEnd(TransactionActions.Rollback, Outcome.RolledBack),
            _ => new TransactionEnd(TransactionActions.Commit, Outcome.Unknown),
        });
    }
}
