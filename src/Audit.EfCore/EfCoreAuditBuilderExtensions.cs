using Audit;
using Audit.EfCore.Commands;
using Audit.EfCore.Configuration;
using Audit.EfCore.DesignTime;
using Audit.EfCore.EntityChanges;
using Audit.EfCore.EntityChanges.Bulk;
using Audit.EfCore.EntityChanges.Model;
using Audit.EfCore.EntityChanges.Saving;
using Audit.EfCore.EntityChanges.Transactions;
using Audit.EfCore.Guarding;
using Audit.EfCore.Opening;
using Audit.EfCore.Operations;
using Audit.EfCore.Outbox;
using Audit.EfCore.SaveChanges;
using Audit.EfCore.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the capture of EF Core's commands.</summary>
public static class EfCoreAuditBuilderExtensions
{
    /// <summary>
    /// Records every command of every context that is registered by <c>AddDbContext</c>, <c>AddDbContextPool</c>, <c>AddDbContextFactory</c>
    /// or <c>AddPooledDbContextFactory</c>, before or after this call. Contexts created otherwise need <c>UseAudit(services)</c>. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    public static IAuditBuilder AddEfCore(this IAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAdoNet();
        var services = builder.Services;
        services.TryAddSingleton<SaveChangesCommands>();
        services.TryAddSingleton<SaveTotals>();
        services.TryAddSingleton<DatabaseDrops>();
        services.TryAddSingleton<ToolCommand>();
        services.TryAddSingleton<OperationRecorder>();
        services.TryAddSingleton<ContextServices>();
        services.TryAddSingleton<AuditCommandInterceptor>();
        services.TryAddSingleton<AuditSaveChangesInterceptor>();
        services.TryAddSingleton<AuditTransactionInterceptor>();
        services.TryAddSingleton<AuditConnectionInterceptor>();
        services.TryAddSingleton<AuditInterceptors>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IDbContextOptionsConfiguration<>), typeof(AuditDbContextOptions<>)));
        return builder;
    }

    /// <summary>
    /// Records, beside the commands, what saves change: an event for each entity that was added, modified or deleted, with its properties before and
    /// after, and a summary of the save, published with the outcome of the transaction. The section <c>Audit:EfCore:EntityChanges</c> of the
    /// configuration is bound. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the configuration was bound.</param>
    public static IAuditBuilder AddEntityChanges(this IAuditBuilder builder, Action<EntityChangeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddEfCore();
        var services = builder.Services;
        services.AddOptions<EntityChangeOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<EntityChangeOptions>, EntityChangeOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EntityChangeOptions>, EntityChangeOptionsSetup>());
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton<EntityPlans>();
        services.TryAddSingleton<PropertyText>();
        services.TryAddSingleton<SaveCapture>();
        services.TryAddSingleton<EntityKeys>();
        services.TryAddSingleton<OwnedPlaces>();
        services.TryAddSingleton<SaveEvents>();
        services.TryAddSingleton<EntityPublisher>();
        services.TryAddSingleton<HeldTransactions>();
        services.TryAddSingleton<EfCoreDiagnostics>();
        services.TryAddSingleton<SaveRecorder>();
        services.TryAddSingleton<BulkTables>();
        services.TryAddSingleton<BulkRecorder>();
        services.TryAddSingleton<EntitySaveInterceptor>();
        services.TryAddSingleton<EntityTransactionInterceptor>();
        services.TryAddSingleton<EntityInterceptors>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EntityChangesService>());
        return builder;
    }

    /// <summary>
    /// Writes the events of what a context saves to a table of its own database (whose model calls <c>AddAuditOutbox()</c>), in the transaction of the change, and
    /// relays them from there: a committed change and its record are one. Includes <see cref="AddEntityChanges"/>. The section <c>Audit:Outbox</c> of the
    /// configuration is bound. Safe to call again, also for other contexts.
    /// </summary>
    /// <typeparam name="TContext">The context that has the table; registered in the services.</typeparam>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the configuration was bound.</param>
    public static IAuditBuilder AddOutbox<TContext>(this IAuditBuilder builder, Action<AuditOutboxOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddEntityChanges();
        var services = builder.Services;
        services.AddOptions<AuditOutboxOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<AuditOutboxOptions>, OutboxOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOutboxOptions>, OutboxOptionsSetup>());
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<OutboxContexts>();
        services.TryAddSingleton<OutboxWriter>();
        if (!services.Any(static service => service.ImplementationInstance is OutboxContext known && known.Type == typeof(TContext)))
            services.AddSingleton(new OutboxContext(typeof(TContext)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxRelay<TContext>>());
        return builder;
    }
}
