using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Audit.AdoNet.Transactions;

namespace Audit.AdoNet.Decorators;

/// <summary>A command that is recorded each time it runs; all else is the driver's.</summary>
internal sealed class AuditedCommand(DbCommand inner, CommandCapture capture) : DbCommand
{
    private const long UnknownRows = -1;

    private DbConnection? _connection = inner.Connection;
    private DbTransaction? _transaction = inner.Transaction;

    public DbCommand Inner => inner;

    /// <summary>The transaction that it names, else the open one of its connection: some drivers do not ask commands to name it.</summary>
    private TransactionRecord? Transactional => _transaction switch
    {
        AuditedTransaction named => named.Record,
        { } own => capture.Transactions.Of(own, inner.Connection),
        null => (_connection as AuditedConnection)?.Transactional,
    };

    [AllowNull]
    public override string CommandText
    {
        get => inner.CommandText;
        set => inner.CommandText = value;
    }

    public override int CommandTimeout
    {
        get => inner.CommandTimeout;
        set => inner.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => inner.CommandType;
        set => inner.CommandType = value;
    }

    public override bool DesignTimeVisible
    {
        get => inner.DesignTimeVisible;
        set => inner.DesignTimeVisible = value;
    }

    public override UpdateRowSource UpdatedRowSource
    {
        get => inner.UpdatedRowSource;
        set => inner.UpdatedRowSource = value;
    }

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

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

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

        running.Succeeded(rows);
        return rows;
    }

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
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

        await running.SucceededAsync(rows).ConfigureAwait(false);
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

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
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

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var running = Start();
        try
        {
            return new AuditedReader<RunningCommand>(inner.ExecuteReader(behavior), running);
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
            return new AuditedReader<RunningCommand>(await inner.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false), running);
        }
        catch (Exception exception)
        {
            await running.FailedAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }

    private RunningCommand Start() => RunningCommand.Start(capture, inner, Transactional);

    private ValueTask<RunningCommand> StartAsync(CancellationToken cancellationToken) => RunningCommand.StartAsync(capture, inner, Transactional, cancellationToken);
}
