using System.Data;
using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>
/// A batch of a data source: it opens a connection of its own while it runs, as the provider's does. That one cannot be wrapped, because it tells nobody its connection.
/// </summary>
internal sealed class SourceBatch(AuditedConnection connection) : DbBatch
{
    private readonly DbBatch _batch = connection.CreateBatch();

    public override int Timeout
    {
        get => _batch.Timeout;
        set => _batch.Timeout = value;
    }

    protected override DbBatchCommandCollection DbBatchCommands => _batch.BatchCommands;

    protected override DbConnection? DbConnection
    {
        get => throw NotSupported();
        set => throw NotSupported();
    }

    protected override DbTransaction? DbTransaction
    {
        get => throw NotSupported();
        set => throw NotSupported();
    }

    public override void Cancel() => _batch.Cancel();

    public override void Prepare() => throw NotSupported();

    public override Task PrepareAsync(CancellationToken cancellationToken = default) => throw NotSupported();

    public override int ExecuteNonQuery()
    {
        connection.Open();
        try
        {
            return _batch.ExecuteNonQuery();
        }
        finally
        {
            connection.Close();
        }
    }

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default)
    {
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }
    }

    public override object? ExecuteScalar()
    {
        connection.Open();
        try
        {
            return _batch.ExecuteScalar();
        }
        finally
        {
            connection.Close();
        }
    }

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default)
    {
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _batch.Dispose();
        connection.Dispose();
    }

    protected override DbBatchCommand CreateDbBatchCommand() => _batch.CreateBatchCommand();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        connection.Open();
        try
        {
            // The reader outlives this method, and closes the connection.
            return _batch.ExecuteReader(behavior | CommandBehavior.CloseConnection);
        }
        catch
        {
            connection.Close();
            throw;
        }
    }

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _batch.ExecuteReaderAsync(behavior | CommandBehavior.CloseConnection, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static NotSupportedException NotSupported() => new("Connection and transaction access is not supported on batches created from DbDataSource.");
}
