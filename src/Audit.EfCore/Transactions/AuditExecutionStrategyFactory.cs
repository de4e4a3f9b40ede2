using Audit.EfCore.Configuration;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Transactions;

/// <summary>Makes the strategies that the provider or the application chose, with their attempts counted.</summary>
internal sealed class AuditExecutionStrategyFactory(IDbContextOptions options, IServiceProvider services) : IExecutionStrategyFactory
{
    private readonly IExecutionStrategyFactory _provided = ProviderServices.Create<IExecutionStrategyFactory>(options, services);

    public IExecutionStrategy Create()
    {
        var strategy = _provided.Create();
        // One that does not retry now, since it was made within another, may do so later.
        return strategy is ExecutionStrategy || strategy.RetriesOnFailure ? new AuditExecutionStrategy(strategy) : strategy;
    }
}
