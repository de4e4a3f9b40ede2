using System.Data;
using System.Data.Common;
using Audit.AdoNet.Transactions;

namespace Audit.AdoNet.Decorators;

/// <summary>A transaction whose end is recorded, with an id by which the commands that run in it are found.</summary>
internal sealed class AuditedTransaction : DbTransaction
{
    private readonly AuditedConnection _connection;

    public AuditedTransaction(DbTransaction inner, AuditedConnection connection)
    {
        Inner = inner;
        _connection = connection;
        Record = Transactions.Begin(inner, connection.Inner, Transactions.NewId());
    }

    public DbTransaction Inner { get; }

    /// <summary>What is known of it; <see langword="null"/>: nothing was recorded when it began.</summary>
    public TransactionRecord? Record { get; }

    /// <summary>Whether it was committed, rolled back or disposed.</summary>
    public bool IsCompleted { get; private set; }

    public override IsolationLevel IsolationLevel => Inner.IsolationLevel;

    public override bool SupportsSavepoints => Inner.SupportsSavepoints;

    protected override DbConnection? DbConnection => Inner.Connection is null ? null : _connection;

    private bool IsOpen => Record is { IsEnded: false } && TransactionRecorder.IsOpen(Inner);

    private TransactionRecorder Transactions => _connection.Transactions;

    public override void Commit()
    {
        TransactionRecorder.Committing(Record);
        try
        {
            Inner.Commit();
        }
        catch (Exception exception)
        {
            Transactions.CommitFailed(Record, exception);
            throw;
        }

        IsCompleted = true;
        Transactions.Committed(Record);
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        TransactionRecorder.Committing(Record);
        try
        {
            await Inner.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Transactions.CommitFailed(Record, exception);
            throw;
        }

        IsCompleted = true;
        await Transactions.CommittedAsync(Record).ConfigureAwait(false);
    }

    public override void Rollback()
    {
        Inner.Rollback();
        IsCompleted = true;
        Transactions.RolledBack(Record);
    }

    public override async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        await Inner.RollbackAsync(cancellationToken).ConfigureAwait(false);
        IsCompleted = true;
        await Transactions.RolledBackAsync(Record).ConfigureAwait(false);
    }

    public override void Save(string savepointName)
    {
        Inner.Save(savepointName);
        Transactions.Saved(Record, savepointName);
    }

    public override async Task SaveAsync(string savepointName, CancellationToken cancellationToken = default)
    {
        await Inner.SaveAsync(savepointName, cancellationToken).ConfigureAwait(false);
        Transactions.Saved(Record, savepointName);
    }

    public override void Rollback(string savepointName)
    {
        Inner.Rollback(savepointName);
        Transactions.RolledBackTo(Record, savepointName);
    }

    public override async Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default)
    {
        await Inner.RollbackAsync(savepointName, cancellationToken).ConfigureAwait(false);
        Transactions.RolledBackTo(Record, savepointName);
    }

    public override void Release(string savepointName)
    {
        Inner.Release(savepointName);
        Record?.Release(savepointName);
    }

    public override async Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default)
    {
        await Inner.ReleaseAsync(savepointName, cancellationToken).ConfigureAwait(false);
        Record?.Release(savepointName);
    }

    public override async ValueTask DisposeAsync()
    {
        IsCompleted = true;
        var wasOpen = IsOpen;
        await Inner.DisposeAsync().ConfigureAwait(false);
        Transactions.Disposed(Record, wasOpen);
    }

    protected override void Dispose(bool disposing)
    {
        IsCompleted = true;
        if (!disposing)
            return;
        var wasOpen = IsOpen;
        Inner.Dispose();
        Transactions.Disposed(Record, wasOpen);
    }
}
