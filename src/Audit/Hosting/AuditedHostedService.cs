using Audit.Context;
using Microsoft.Extensions.Hosting;

namespace Audit.Hosting;

/// <summary>
/// Runs a hosted service under a context of its own, so that what it does is attributed to it. It is a <see cref="BackgroundService"/> itself:
/// the host watches the work of such services, and must see the inner one's.
/// </summary>
internal sealed class AuditedHostedService<T>(T inner, string name) : BackgroundService, IHostedLifecycleService
    where T : class, IHostedService
{
    private readonly AuditContext _context = AuditContext.Background with { Actor = AuditActor.Service(name) };

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var scope = AuditContext.Push(_context);
        await inner.StartAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var scope = AuditContext.Push(_context);
        await inner.StopAsync(cancellationToken).ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StartingAsync(token), cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StartedAsync(token), cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StoppingAsync(token), cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StoppedAsync(token), cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        inner is BackgroundService { ExecuteTask: { } work } ? work : Task.CompletedTask;

    private async Task DoAsync(Func<IHostedLifecycleService, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        if (inner is not IHostedLifecycleService service)
            return;

        using var scope = AuditContext.Push(_context);
        await step(service, cancellationToken).ConfigureAwait(false);
    }
}
