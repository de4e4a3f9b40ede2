using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>A data source whose connections, commands and batches are recorded.</summary>
internal sealed class AuditedDataSource(DbDataSource inner, CommandCapture capture) : DbDataSource
{
    public DbDataSource Inner => inner;

    public override string ConnectionString => inner.ConnectionString;

    protected override DbConnection CreateDbConnection() => new AuditedConnection(inner.CreateConnection(), capture);

    protected override DbConnection OpenDbConnection() => new AuditedConnection(inner.OpenConnection(), capture);

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        new AuditedConnection(await inner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false), capture);

    protected override ValueTask DisposeAsyncCore() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }
}
