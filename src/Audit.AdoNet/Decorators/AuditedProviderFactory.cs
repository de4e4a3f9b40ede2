using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>A provider whose connections, commands, batches and data sources are recorded.</summary>
internal sealed class AuditedProviderFactory(DbProviderFactory inner, CommandCapture capture) : DbProviderFactory
{
    public DbProviderFactory Inner => inner;

    public override bool CanCreateBatch => inner.CanCreateBatch;

    public override bool CanCreateCommandBuilder => inner.CanCreateCommandBuilder;

    public override bool CanCreateDataAdapter => inner.CanCreateDataAdapter;

    public override bool CanCreateDataSourceEnumerator => inner.CanCreateDataSourceEnumerator;

    public override DbConnection? CreateConnection() => inner.CreateConnection() is { } connection ? new AuditedConnection(connection, capture) : null;

    public override DbCommand? CreateCommand() => inner.CreateCommand() is { } command ? new AuditedCommand(command, capture) : null;

    public override DbBatch CreateBatch() => new AuditedBatch(inner.CreateBatch(), capture);

    public override DbBatchCommand CreateBatchCommand() => inner.CreateBatchCommand();

    public override DbDataSource CreateDataSource(string connectionString) => new AuditedDataSource(inner.CreateDataSource(connectionString), capture);

    public override DbConnectionStringBuilder? CreateConnectionStringBuilder() => inner.CreateConnectionStringBuilder();

    public override DbParameter? CreateParameter() => inner.CreateParameter();

    public override DbDataAdapter? CreateDataAdapter() => inner.CreateDataAdapter();

    public override DbCommandBuilder? CreateCommandBuilder() => inner.CreateCommandBuilder();

    public override DbDataSourceEnumerator? CreateDataSourceEnumerator() => inner.CreateDataSourceEnumerator();
}
