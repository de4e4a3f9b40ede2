using Audit.EfCore.EntityChanges.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.EfCore.EntityChanges;

/// <summary>Records at the end what still waits for a transaction, before the pipeline stops.</summary>
/// <remarks>Hosts make their services before they check the options, which the log needs: what it takes is asked for at the end.</remarks>
internal sealed class EntityChangesService(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<EntityPublisher>().PublishAsync(services.GetRequiredService<HeldTransactions>().TakeAll()).AsTask();
}
