using System.Collections.Immutable;
using System.Data.Common;
using Audit.AdoNet.Transactions;
using Audit.Events;
using Audit.Guarding;
using AmbientTransaction = System.Transactions.Transaction;

namespace Audit.AdoNet.Guarding;

/// <summary>
/// The run of a command that may change so many rows and no more: within a transaction of its own, or, when one is open, behind a savepoint, so that
/// rolling back takes what this command did and nothing else. Where there are no savepoints, and in a transaction scope, all of the transaction goes.
/// </summary>
internal sealed class LimitedRun(DbCommand command, GuardLimit limit, TransactionRecorder transactions, CommandSource source)
{
    private const string Savepoint = "audit_guard";

    private static readonly ImmutableArray<AuditAttribute> Own = [new AuditAttribute("transaction.begun_by", "guard")];

    private DbTransaction? _transaction;
    private bool _isOwn;
    private long _allowed = -1;

    /// <summary>The transaction that it runs in, since the command no longer names its own when it is recorded.</summary>
    public TransactionRecord? Transaction { get; private set; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsOpen { get; private set; }

    public void Begin(CommandFacts facts)
    {
        IsOpen = true;
        var connection = command.Connection!;
        if (command.Transaction is { } open)
        {
            _transaction = open;
            Transaction = transactions.Of(open, connection);
            if (open.SupportsSavepoints)
            {
                open.Save(Savepoint);
                transactions.Saved(Transaction, Savepoint);
            }
        }
        else if (AmbientTransaction.Current is null)
        {
            _isOwn = true;
            command.Transaction = _transaction = connection.BeginTransaction();
            Transaction = transactions.Begin(_transaction, connection, transactions.NewId(), attributes: Own);
            Transaction?.Count(source);
        }

        if (!limit.MaxRows.IsShare)
        {
            _allowed = limit.MaxRows.Rows;
            return;
        }

        try
        {
            var count = RowCounts.Of(command, _transaction, facts);
            _allowed = count < 0 ? -1 : limit.MaxRows.Of(count);
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public async ValueTask BeginAsync(CommandFacts facts, CancellationToken cancellationToken)
    {
        IsOpen = true;
        var connection = command.Connection!;
        if (command.Transaction is { } open)
        {
            _transaction = open;
            Transaction = transactions.Of(open, connection);
            if (open.SupportsSavepoints)
            {
                await open.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
                transactions.Saved(Transaction, Savepoint);
            }
        }
        else if (AmbientTransaction.Current is null)
        {
            _isOwn = true;
            command.Transaction = _transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            Transaction = transactions.Begin(_transaction, connection, transactions.NewId(), attributes: Own);
            Transaction?.Count(source);
        }

        if (!limit.MaxRows.IsShare)
        {
            _allowed = limit.MaxRows.Rows;
            return;
        }

        try
        {
            var count = await RowCounts.OfAsync(command, _transaction, facts, cancellationToken).ConfigureAwait(false);
            _allowed = count < 0 ? -1 : limit.MaxRows.Of(count);
        }
        catch
        {
            await RollBackAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What was changed beyond the limit; <see langword="null"/> when all is well. What cannot be counted is no less than too much.</summary>
    public GuardExcess? ExcessOf(long rowsAffected) =>
        rowsAffected >= 0 && _allowed >= 0 && rowsAffected <= _allowed ? null : new GuardExcess(limit, rowsAffected, _allowed);

    public void Commit()
    {
        if (!TryEnd() || _transaction is null)
            return;
        if (!_isOwn)
        {
            if (_transaction.SupportsSavepoints)
            {
                _transaction.Release(Savepoint);
                Transaction?.Release(Savepoint);
            }

            return;
        }

        using var transaction = _transaction;
        TransactionRecorder.Committing(Transaction);
        try
        {
            transaction.Commit();
        }
        catch (Exception exception)
        {
            transactions.CommitFailed(Transaction, exception);
            throw;
        }

        transactions.Committed(Transaction);
        command.Transaction = null;
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (!TryEnd() || _transaction is null)
            return;
        if (!_isOwn)
        {
            if (_transaction.SupportsSavepoints)
            {
                await _transaction.ReleaseAsync(Savepoint, cancellationToken).ConfigureAwait(false);
                Transaction?.Release(Savepoint);
            }

            return;
        }

        await using var transaction = _transaction.ConfigureAwait(false);
        TransactionRecorder.Committing(Transaction);
        try
        {
            await _transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            transactions.CommitFailed(Transaction, exception);
            throw;
        }

        await transactions.CommittedAsync(Transaction).ConfigureAwait(false);
        command.Transaction = null;
    }

    public void RollBack()
    {
        if (!TryEnd())
            return;
        if (_isOwn)
        {
            using var transaction = _transaction!;
            transaction.Rollback();
            transactions.RolledBack(Transaction);
            command.Transaction = null;
        }
        else if (_transaction is null)
        {
            AmbientTransaction.Current?.Rollback();
        }
        else if (_transaction.SupportsSavepoints)
        {
            _transaction.Rollback(Savepoint);
            transactions.RolledBackTo(Transaction, Savepoint);
        }
        else
        {
            _transaction.Rollback();
            transactions.RolledBack(Transaction);
        }
    }

    public async ValueTask RollBackAsync()
    {
        if (!TryEnd())
            return;
        if (_isOwn)
        {
            await using var transaction = _transaction!.ConfigureAwait(false);
            await _transaction!.RollbackAsync().ConfigureAwait(false);
            await transactions.RolledBackAsync(Transaction).ConfigureAwait(false);
            command.Transaction = null;
        }
        else if (_transaction is null)
        {
            AmbientTransaction.Current?.Rollback();
        }
        else if (_transaction.SupportsSavepoints)
        {
            await _transaction.RollbackAsync(Savepoint).ConfigureAwait(false);
            transactions.RolledBackTo(Transaction, Savepoint);
        }
        else
        {
            await _transaction.RollbackAsync().ConfigureAwait(false);
            await transactions.RolledBackAsync(Transaction).ConfigureAwait(false);
        }
    }

    /// <summary>The command failed: the database has undone it, and what is open belongs to others unless it is our own.</summary>
    public void Abandon()
    {
        if (!TryEnd() || !_isOwn)
            return;
        // A transaction that is disposed of is rolled back, also on a connection that is broken.
        _transaction!.Dispose();
        transactions.Disposed(Transaction, wasOpen: true);
        command.Transaction = null;
    }

    private bool TryEnd()
    {
        var wasOpen = IsOpen;
        IsOpen = false;
        return wasOpen;
    }
}
