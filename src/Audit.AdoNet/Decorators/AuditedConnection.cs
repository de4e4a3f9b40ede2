using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Audit.AdoNet.Transactions;
using IsolationLevel = System.Data.IsolationLevel;

namespace Audit.AdoNet.Decorators;

/// <summary>A connection whose commands and batches are recorded; all else is the driver's.</summary>
internal sealed class AuditedConnection : DbConnection
{
    private readonly CommandCapture _capture;
    private AuditedTransaction? _transaction;

    public AuditedConnection(DbConnection inner, CommandCapture capture)
    {
        Inner = inner;
        _capture = capture;
        inner.StateChange += Changed;
    }

    public DbConnection Inner { get; }

    /// <summary>The transaction or scope that commands run in, whether they name it or not.</summary>
    public TransactionRecord? Transactional => _transaction is { IsCompleted: false } open ? open.Record : _capture.Transactions.Of(Inner);

    public TransactionRecorder Transactions => _capture.Transactions;

    public CommandCapture Capture => _capture;

    [AllowNull]
    public override string ConnectionString
    {
        get => Inner.ConnectionString;
        set => Inner.ConnectionString = value;
    }

    public override int ConnectionTimeout => Inner.ConnectionTimeout;

    public override string Database => Inner.Database;

    public override string DataSource => Inner.DataSource;

    public override string ServerVersion => Inner.ServerVersion;

    public override ConnectionState State => Inner.State;

    public override bool CanCreateBatch => Inner.CanCreateBatch;

    protected override DbProviderFactory? DbProviderFactory =>
        DbProviderFactories.GetFactory(Inner) is { } factory ? new AuditedProviderFactory(factory, _capture) : null;

    public override void Open()
    {
        var opening = OpeningConnection.Start(_capture);
        try
        {
            Inner.Open();
        }
        catch (Exception exception)
        {
            opening.Failed(Inner, exception);
            throw;
        }

        opening.Succeeded(Inner);
    }

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        var opening = OpeningConnection.Start(_capture);
        try
        {
            await Inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            opening.Failed(Inner, exception);
            throw;
        }

        opening.Succeeded(Inner);
    }

    public override void Close()
    {
        _capture.Attribution.Clear(Inner);
        Inner.Close();
    }

    public override async Task CloseAsync()
    {
        await _capture.Attribution.ClearAsync(Inner).ConfigureAwait(false);
        await Inner.CloseAsync().ConfigureAwait(false);
    }

    public override void ChangeDatabase(string databaseName) => Inner.ChangeDatabase(databaseName);

    public override Task ChangeDatabaseAsync(string databaseName, CancellationToken cancellationToken = default) =>
        Inner.ChangeDatabaseAsync(databaseName, cancellationToken);

    public override void EnlistTransaction(Transaction? transaction)
    {
        Inner.EnlistTransaction(transaction);
        Transactions.Enlisted(Inner, transaction);
    }

    public override DataTable GetSchema() => Inner.GetSchema();

    public override DataTable GetSchema(string collectionName) => Inner.GetSchema(collectionName);

    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) => Inner.GetSchema(collectionName, restrictionValues);

    public override Task<DataTable> GetSchemaAsync(CancellationToken cancellationToken = default) => Inner.GetSchemaAsync(cancellationToken);

    public override Task<DataTable> GetSchemaAsync(string collectionName, CancellationToken cancellationToken = default) =>
        Inner.GetSchemaAsync(collectionName, cancellationToken);

    public override Task<DataTable> GetSchemaAsync(string collectionName, string?[] restrictionValues, CancellationToken cancellationToken = default) =>
        Inner.GetSchemaAsync(collectionName, restrictionValues, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _capture.Attribution.ClearAsync(Inner).ConfigureAwait(false);
        await Inner.DisposeAsync().ConfigureAwait(false);
        Inner.StateChange -= Changed;
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => _transaction = new AuditedTransaction(Inner.BeginTransaction(isolationLevel), this);

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        _transaction = new AuditedTransaction(await Inner.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false), this);

    protected override DbCommand CreateDbCommand() => new AuditedCommand(Inner.CreateCommand(), _capture) { Connection = this };

    protected override DbBatch CreateDbBatch() => new AuditedBatch(Inner.CreateBatch(), _capture) { Connection = this };

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _capture.Attribution.Clear(Inner);
        Inner.Dispose();
        Inner.StateChange -= Changed;
    }

    private void Changed(object sender, StateChangeEventArgs change)
    {
        if (change is { OriginalState: ConnectionState.Open, CurrentState: ConnectionState.Closed or ConnectionState.Broken })
            _capture.Connections.Closed(Inner, _capture.Time.GetUtcNow());
        OnStateChange(change);
    }
}
