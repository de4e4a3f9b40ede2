using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
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

    /// <summary>The transaction that commands run in, whether they name it or not; <see cref="Guid.Empty"/> for none.</summary>
    public Guid TransactionId => _transaction is { IsCompleted: false } open ? open.Id : Guid.Empty;

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

    public override void Open() => Inner.Open();

    public override Task OpenAsync(CancellationToken cancellationToken) => Inner.OpenAsync(cancellationToken);

    public override void Close() => Inner.Close();

    public override Task CloseAsync() => Inner.CloseAsync();

    public override void ChangeDatabase(string databaseName) => Inner.ChangeDatabase(databaseName);

    public override Task ChangeDatabaseAsync(string databaseName, CancellationToken cancellationToken = default) =>
        Inner.ChangeDatabaseAsync(databaseName, cancellationToken);

    public override void EnlistTransaction(Transaction? transaction) => Inner.EnlistTransaction(transaction);

    public override DataTable GetSchema() => Inner.GetSchema();

    public override DataTable GetSchema(string collectionName) => Inner.GetSchema(collectionName);

    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) => Inner.GetSchema(collectionName, restrictionValues);

    public override Task<DataTable> GetSchemaAsync(CancellationToken cancellationToken = default) => Inner.GetSchemaAsync(cancellationToken);

    public override Task<DataTable> GetSchemaAsync(string collectionName, CancellationToken cancellationToken = default) =>
        Inner.GetSchemaAsync(collectionName, cancellationToken);

    public override Task<DataTable> GetSchemaAsync(string collectionName, string?[] restrictionValues, CancellationToken cancellationToken = default) =>
        Inner.GetSchemaAsync(collectionName, restrictionValues, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        Inner.StateChange -= Changed;
        return Inner.DisposeAsync();
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
        Inner.StateChange -= Changed;
        Inner.Dispose();
    }

    private void Changed(object sender, StateChangeEventArgs change) => OnStateChange(change);
}
