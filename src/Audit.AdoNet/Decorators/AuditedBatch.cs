using System.Data;
using System.Data.Common;
using Audit.AdoNet.Transactions;

namespace Audit.AdoNet.Decorators;

/// <summary>A batch of which each command is recorded.</summary>
internal sealed class AuditedBatch(DbBatch inner, CommandCapture capture) : DbBatch
{
    private const long UnknownRows = -1;

    private DbConnection? _connection = inner.Connection;
    private DbTransaction? _transaction = inner.Transaction;

    public DbBatch Inner => inner;

    /// <summary>The transaction that it names, else the open one of its connection: some drivers do not ask commands to name it.</summary>
    private TransactionRecord? Transactional => _transaction switch
    {
        AuditedTransaction named => named.Record,
        { } own => capture.Transactions.Of(own, inner.Connection),
        null => (_connection as AuditedConnection)?.Transactional,
    };

    public override int Timeout
    {
        get => inner.Timeout;
        set => inner.Timeout = value;
    }

    protected override DbBatchCommandCollection DbBatchCommands => inner.BatchCommands;

    protected override DbConnection? DbConnection
    {
        get => _connection;
        set
        {
            inner.Connection = value is AuditedConnection audited ? audited.Inner : value;
            _connection = value;
        }
    }

    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set
        {
            inner.Transaction = value is AuditedTransaction audited ? audited.Inner : value;
            _transaction = value;
        }
    }

    public override void Cancel() => inner.Cancel();

    public override void Prepare() => inner.Prepare();

    public override Task PrepareAsync(CancellationToken cancellationToken = default) => inner.PrepareAsync(cancellationToken);

    public override int ExecuteNonQuery()
    {
        var running = Start();
        int rows;
        try
        {
            rows = inner.ExecuteNonQuery();
            running.Keep(rows);
        }
        catch (Exception exception)
        {
            running.Failed(exception);
            throw;
        }

        running.Succeeded();
        return rows;
    }

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default)
    {
        var running = await StartAsync(cancellationToken).ConfigureAwait(false);
        int rows;
        try
        {
            rows = await inner.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await running.KeepAsync(rows, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await running.FailedAsync(exception).ConfigureAwait(false);
            throw;
        }

        await running.SucceededAsync().ConfigureAwait(false);
        return rows;
    }

    public override object? ExecuteScalar()
    {
        var running = Start();
        object? value;
        try
        {
            value = inner.ExecuteScalar();
            running.Keep(UnknownRows);
        }
        catch (Exception exception)
        {
            running.Failed(exception);
            throw;
        }

        running.Succeeded();
        return value;
    }

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default)
    {
        var running = await StartAsync(cancellationToken).ConfigureAwait(false);
        object? value;
        try
        {
            value = await inner.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            await running.KeepAsync(UnknownRows, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await running.FailedAsync(exception).ConfigureAwait(false);
            throw;
        }

        await running.SucceededAsync().ConfigureAwait(false);
        return value;
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    public override void Dispose() => inner.Dispose();

    protected override DbBatchCommand CreateDbBatchCommand() => inner.CreateBatchCommand();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var running = Start();
        try
        {
            return new AuditedReader<RunningBatch>(inner.ExecuteReader(behavior), running);
        }
        catch (Exception exception)
        {
            running.Failed(exception);
            throw;
        }
    }

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        var running = await StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new AuditedReader<RunningBatch>(await inner.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false), running);
        }
        catch (Exception exception)
        {
            await running.FailedAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    private RunningBatch Start() => RunningBatch.Start(capture, inner, Transactional);

    private ValueTask<RunningBatch> StartAsync(CancellationToken cancellationToken) => RunningBatch.StartAsync(capture, inner, Transactional, cancellationToken);
}
