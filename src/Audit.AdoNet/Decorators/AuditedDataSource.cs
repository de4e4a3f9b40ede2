using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>A data source whose connections, commands and batches are recorded.</summary>
internal sealed class AuditedDataSource(DbDataSource inner, CommandCapture capture) : DbDataSource
{
    public DbDataSource Inner => inner;

    public override string ConnectionString => inner.ConnectionString;

    protected override DbConnection CreateDbConnection() => new AuditedConnection(inner.CreateConnection(), capture);

    protected override DbConnection OpenDbConnection()
    {
        var connection = new AuditedConnection(inner.CreateConnection(), capture);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        var connection = new AuditedConnection(inner.CreateConnection(), capture);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override DbBatch CreateDbBatch()
    {
        using var own = inner.CreateBatch();
        // Where the provider has none, it is that of the base class, which cannot create commands.
        return own.GetType().Assembly == typeof(DbBatch).Assembly ? base.CreateDbBatch() : new SourceBatch(new AuditedConnection(inner.CreateConnection(), capture));
    }

    protected override ValueTask DisposeAsyncCore() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }
}
