using Audit.Benchmarks.Generation;
using Audit.Events;
using Audit.Hosting;
using Audit.Statistics;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Overhead;

/// <summary>The whole engine at work over a store that costs nothing.</summary>
internal sealed class AuditedApplication : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public AuditedApplication(bool isGuarded, bool hasEntities = false)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore, DiscardingStore>();
        var audit = services.AddAudit(static options => options.Spool.Enabled = false).AddEfCore().AddAdoNet();
        if (isGuarded)
            audit.AddGuard();
        if (hasEntities)
            audit.AddEntityChanges();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<IAuditPipeline>().Start();
    }

    public IServiceProvider Services => _services;

    /// <summary>What became of the events, once all of them are delivered.</summary>
    public async Task<PipelineStatistics> FinishAsync(CancellationToken cancellationToken)
    {
        await _services.GetRequiredService<IAuditLog>().FlushAsync(cancellationToken);
        return _services.GetRequiredService<IAuditPipeline>().Statistics;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
