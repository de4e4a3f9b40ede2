using Audit.AdoNet.Decorators;
using Microsoft.Extensions.DependencyInjection;

namespace System.Data.Common;

/// <summary>Records what runs through ADO.NET, with Dapper or by hand.</summary>
public static class AuditDataExtensions
{
    /// <summary>A data source whose every command and batch is recorded. It owns the one it wraps.</summary>
    /// <param name="dataSource">The provider's data source.</param>
    /// <param name="services">The application's services, with <c>AddAudit().AddAdoNet()</c> among them.</param>
    /// <exception cref="InvalidOperationException"><c>AddAdoNet()</c> was not called.</exception>
    public static DbDataSource WithAudit(this DbDataSource dataSource, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return dataSource as AuditedDataSource ?? new AuditedDataSource(dataSource, CaptureOf(services));
    }

    /// <summary>A connection whose every command and batch is recorded. It owns the one it wraps.</summary>
    /// <inheritdoc cref="WithAudit(DbDataSource, IServiceProvider)"/>
    /// <param name="connection">The provider's connection.</param>
    public static DbConnection WithAudit(this DbConnection connection, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection as AuditedConnection ?? new AuditedConnection(connection, CaptureOf(services));
    }

    /// <summary>A provider whose connections, commands, batches and data sources are recorded.</summary>
    /// <inheritdoc cref="WithAudit(DbDataSource, IServiceProvider)"/>
    /// <param name="factory">The provider.</param>
    public static DbProviderFactory WithAudit(this DbProviderFactory factory, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory as AuditedProviderFactory ?? new AuditedProviderFactory(factory, CaptureOf(services));
    }

    /// <summary>The provider's own connection: for what only its type has. What is done with it is not recorded.</summary>
    public static DbConnection Unwrap(this DbConnection connection) => connection is AuditedConnection audited ? audited.Inner : connection;

    /// <summary>The provider's own transaction.</summary>
    public static DbTransaction Unwrap(this DbTransaction transaction) => transaction is AuditedTransaction audited ? audited.Inner : transaction;

    /// <summary>The provider's own command: for what only its type has. What is run with it is not recorded.</summary>
    public static DbCommand Unwrap(this DbCommand command) => command is AuditedCommand audited ? audited.Inner : command;

    /// <summary>The provider's own batch. What is run with it is not recorded.</summary>
    public static DbBatch Unwrap(this DbBatch batch) => batch is AuditedBatch audited ? audited.Inner : batch;

    /// <summary>The provider's own reader.</summary>
    public static DbDataReader Unwrap(this DbDataReader reader) => reader is AuditedReader<RunningCommand> or AuditedReader<RunningBatch> ? ((DelegatingReader)reader).Inner : reader;

    /// <summary>The provider's own data source. What is run through it is not recorded.</summary>
    public static DbDataSource Unwrap(this DbDataSource dataSource) => dataSource is AuditedDataSource audited ? audited.Inner : dataSource;

    private static CommandCapture CaptureOf(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService<CommandCapture>()
            ?? throw new InvalidOperationException("WithAudit needs the audit services: call services.AddAudit().AddAdoNet() first.");
    }
}
