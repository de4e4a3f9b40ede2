using System.Data.Common;
using Audit.EfCore.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Transactions;

/// <summary>
/// Makes transactions that are watched. A provider with transactions of its own keeps them: what is then not told by name is taken to be the last
/// savepoint, and a transaction that is disposed of is known to be rolled back when its connection closes.
/// </summary>
/// <remarks>EF Core shares it between applications: whose transactions are recorded where is in the options of each context.</remarks>
internal sealed class AuditTransactionFactory(RelationalTransactionFactoryDependencies dependencies, IServiceProvider services) : IRelationalTransactionFactory
{
    private IRelationalTransactionFactory? _provided;

    public RelationalTransaction Create(
        IRelationalConnection connection,
        DbTransaction transaction,
        Guid transactionId,
        IDiagnosticsLogger<DbLoggerCategory.Database.Transaction> logger,
        bool transactionOwned)
    {
        var options = connection.Context.GetService<IDbContextOptions>();
        var provided = _provided ??= ProviderServices.Create<IRelationalTransactionFactory>(options, services);
        return provided.GetType() == typeof(RelationalTransactionFactory) && InterceptorOf(options) is { } interceptor
            ? new WatchedTransaction(connection, transaction, transactionId, logger, transactionOwned, dependencies.SqlGenerationHelper, interceptor.Transactions)
            : provided.Create(connection, transaction, transactionId, logger, transactionOwned);
    }

    private static AuditTransactionInterceptor? InterceptorOf(IDbContextOptions options)
    {
        foreach (var interceptor in options.FindExtension<CoreOptionsExtension>()?.Interceptors ?? [])
        {
            if (interceptor is AuditTransactionInterceptor ours)
                return ours;
        }

        return null;
    }
}
