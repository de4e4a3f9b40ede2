using Audit.AdoNet.Attribution;
using Audit.EfCore.Attribution;
using Audit.EfCore.Commands;
using Audit.EfCore.EntityChanges;
using Audit.EfCore.Guarding;
using Audit.EfCore.Migrations;
using Audit.EfCore.Opening;
using Audit.EfCore.SaveChanges;
using Audit.EfCore.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Configuration;

/// <summary>The interceptors of an application, shared by all of its contexts.</summary>
internal sealed class AuditInterceptors(
    AuditCommandInterceptor commands,
    AuditSaveChangesInterceptor saveChanges,
    AuditTransactionInterceptor transactions,
    AuditConnectionInterceptor connections,
    ContextServices services,
    CommandAttribution attribution,
    EntityInterceptors? entities = null)
{
    private readonly IInterceptor[] _all = [commands, saveChanges, transactions, connections, services, .. entities?.All ?? []];

    /// <summary>Adds them, once: two of a kind would record each command twice.</summary>
    public void AddTo(DbContextOptionsBuilder optionsBuilder)
    {
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.Interceptors is { } present && present.OfType<AuditCommandInterceptor>().Any())
            return;
        optionsBuilder.AddInterceptors(_all);
        if (attribution.IsEnabled)
            optionsBuilder.AddInterceptors(new AttributionInterceptor(attribution), new AttributedConnectionInterceptor(attribution));
        optionsBuilder.ReplaceService<IRelationalDatabaseCreator, GuardedDatabaseCreator>();
        optionsBuilder.ReplaceService<IMigrator, AuditedMigrator>();
        optionsBuilder.ReplaceService<IMigrationCommandExecutor, AuditedMigrationCommandExecutor>();
        Replace<IRelationalTransactionFactory, AuditTransactionFactory>(optionsBuilder);
        Replace<IExecutionStrategyFactory, AuditExecutionStrategyFactory>(optionsBuilder);
    }

    /// <summary>Whoever replaced it knows what it does: without ours, less is told, and nothing breaks.</summary>
    private static void Replace<TService, TImplementation>(DbContextOptionsBuilder optionsBuilder)
        where TImplementation : TService
    {
        var replaced = optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.ReplacedServices;
        if (replaced is null || !replaced.Keys.Any(static key => key.Item1 == typeof(TService)))
            optionsBuilder.ReplaceService<TService, TImplementation>();
    }
}
