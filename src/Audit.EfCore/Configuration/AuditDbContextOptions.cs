using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Audit.EfCore.Configuration;

/// <summary>EF Core applies this to the options of every context that is registered, in whichever way and order.</summary>
/// <typeparam name="TContext">The context.</typeparam>
internal sealed class AuditDbContextOptions<TContext> : IDbContextOptionsConfiguration<TContext>
    where TContext : DbContext
{
    public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseAudit(serviceProvider);
}
