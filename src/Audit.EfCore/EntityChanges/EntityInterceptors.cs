using Audit.EfCore.EntityChanges.Saving;
using Audit.EfCore.EntityChanges.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.EntityChanges;

/// <summary>What records the changes of entities; none of it stands in the way when that is switched off.</summary>
internal sealed class EntityInterceptors
{
    public EntityInterceptors(IOptions<EntityChangeOptions> options, IServiceProvider services)
    {
        if (!options.Value.Enabled)
            return;
        All = [services.GetRequiredService<EntitySaveInterceptor>(), services.GetRequiredService<EntityTransactionInterceptor>()];
        services.GetRequiredService<EfCoreDiagnostics>();
    }

    public IReadOnlyList<IInterceptor> All { get; } = [];
}
