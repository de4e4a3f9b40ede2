using Audit.EfCore.EntityChanges.Transactions;
using Microsoft.Extensions.Hosting;

namespace Audit.EfCore.EntityChanges;

/// <summary>Records at the end what still waits for a transaction, before the pipeline stops.</summary>
internal sealed class EntityChangesService(HeldTransactions held, EntityPublisher publisher) : IHostedLifecycleService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => publisher.PublishAsync(held.TakeAll()).AsTask();
}
