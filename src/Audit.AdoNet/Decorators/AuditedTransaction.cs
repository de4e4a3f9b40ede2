using System.Data;
using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>A transaction with an id, by which the commands that run in it are found.</summary>
internal sealed class AuditedTransaction(DbTransaction inner, AuditedConnection connection) : DbTransaction
{
    public DbTransaction Inner => inner;

    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Whether it was committed, rolled back or disposed.</summary>
    public bool IsCompleted { get; private set; }

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    public override bool SupportsSavepoints => inner.SupportsSavepoints;

    protected override DbConnection? DbConnection => inner.Connection is null ? null : connection;

    public override void Commit()
    {
        inner.Commit();
        IsCompleted = true;
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        await inner.CommitAsync(cancellationToken).ConfigureAwait(false);
        IsCompleted = true;
    }

    public override void Rollback()
    {
        inner.Rollback();
        IsCompleted = true;
    }

    public override async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        await inner.RollbackAsync(cancellationToken).ConfigureAwait(false);
        IsCompleted = true;
    }

    public override void Save(string savepointName) => inner.Save(savepointName);

    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) => inner.SaveAsync(savepointName, cancellationToken);

    public override void Rollback(string savepointName) => inner.Rollback(savepointName);

    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        inner.RollbackAsync(savepointName, cancellationToken);

    public override void Release(string savepointName) => inner.Release(savepointName);

    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) =>
        inner.ReleaseAsync(savepointName, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        IsCompleted = true;
        return inner.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        IsCompleted = true;
        if (disposing)
            inner.Dispose();
    }
}
