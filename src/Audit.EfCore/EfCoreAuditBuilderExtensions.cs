using Audit;
using Audit.EfCore.Commands;
using Audit.EfCore.Configuration;
using Audit.EfCore.Guarding;
using Audit.EfCore.SaveChanges;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        services.TryAddSingleton<AuditCommandInterceptor>();
        services.TryAddSingleton<AuditSaveChangesInterceptor>();
        services.TryAddSingleton<AuditTransactionInterceptor>();
        services.TryAddSingleton<AuditInterceptors>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IDbContextOptionsConfiguration<>), typeof(AuditDbContextOptions<>)));
        return builder;
    }
}
