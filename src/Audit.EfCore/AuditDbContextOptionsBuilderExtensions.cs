using Audit.EfCore.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Records the commands of a context.</summary>
public static class AuditDbContextOptionsBuilderExtensions
{
    /// <summary>
    /// Records every command of the context. Only needed for contexts that are created without the application's services
    /// (<c>new ShopContext(options)</c>, <c>OnConfiguring</c>): <c>AddEfCore()</c> already covers those that are registered. Safe to call again.
    /// </summary>
    /// <param name="optionsBuilder">The options of the context.</param>
    /// <param name="services">The application's services, with <c>AddAudit().AddEfCore()</c> among them.</param>
    /// <exception cref="InvalidOperationException"><c>AddEfCore()</c> was not called.</exception>
    public static DbContextOptionsBuilder UseAudit(this DbContextOptionsBuilder optionsBuilder, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        ArgumentNullException.ThrowIfNull(services);
        var interceptors = services.GetService<AuditInterceptors>()
            ?? throw new InvalidOperationException("UseAudit needs the audit services: call services.AddAudit().AddEfCore() first.");
        interceptors.AddTo(optionsBuilder);
        return optionsBuilder;
    }

    /// <inheritdoc cref="UseAudit(DbContextOptionsBuilder, IServiceProvider)"/>
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseAudit<TContext>(this DbContextOptionsBuilder<TContext> optionsBuilder, IServiceProvider services)
        where TContext : DbContext
    {
        UseAudit((DbContextOptionsBuilder)optionsBuilder, services);
        return optionsBuilder;
    }
}
