using System.Data.Common;
using Audit.AdoNet.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Transactions;

/// <summary>Tells what EF Core tells no interceptor: which savepoint is meant, and that a transaction was disposed of without being committed.</summary>
internal sealed class WatchedTransaction(
    IRelationalConnection connection,
    DbTransaction transaction,
    Guid transactionId,
    IDiagnosticsLogger<DbLoggerCategory.Database.Transaction> logger,
    bool transactionOwned,
    ISqlGenerationHelper sqlGenerationHelper,
    TransactionRecorder transactions)
    : RelationalTransaction(connection, transaction, transactionId, logger, transactionOwned, sqlGenerationHelper)
{
    private readonly DbTransaction _transaction = transaction;
    private readonly bool _isOwned = transactionOwned;

    public override void CreateSavepoint(string name)
    {
        Announce(name);
        base.CreateSavepoint(name);
    }

    public override Task CreateSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        Announce(name);
        return base.CreateSavepointAsync(name, cancellationToken);
    }

    public override void RollbackToSavepoint(string name)
    {
        Announce(name);
        base.RollbackToSavepoint(name);
    }

    public override Task RollbackToSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        Announce(name);
        return base.RollbackToSavepointAsync(name, cancellationToken);
    }

    public override void ReleaseSavepoint(string name)
    {
        Announce(name);
        base.ReleaseSavepoint(name);
    }

    public override Task ReleaseSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        Announce(name);
        return base.ReleaseSavepointAsync(name, cancellationToken);
    }

    public override void Dispose()
    {
        var record = Disposing(out var wasOpen);
        base.Dispose();
        transactions.Disposed(record, wasOpen);
    }

    public override async ValueTask DisposeAsync()
    {
        var record = Disposing(out var wasOpen);
        await base.DisposeAsync().ConfigureAwait(false);
        transactions.Disposed(record, wasOpen);
    }

    /// <summary>A transaction that the application lent to the context outlives it.</summary>
    private TransactionRecord? Disposing(out bool wasOpen)
    {
        if (!_isOwned || transactions.Find(_transaction) is not { IsEnded: false } record)
        {
            wasOpen = false;
            return null;
        }

        wasOpen = TransactionRecorder.IsOpen(_transaction);
        record.IsDisposing = true;
        return record;
    }

    private void Announce(string name)
    {
        if (transactions.Find(_transaction) is { } record)
            record.NextSavepoint = name;
    }
}
