using Audit.Commands;
using Audit.Context;
using Audit.Events;
using Microsoft.Extensions.Hosting;

namespace Audit.Hosting;

/// <summary>
/// Runs a hosted service under a context of its own, so that what it does is attributed to it, and records its run when it ended. It is a
/// <see cref="BackgroundService"/> itself: the host watches the work of such services, and must see the inner one's.
/// </summary>
/// <remarks>Hosts make their services before they check the options: the log, which needs them, is asked for when there is something to record.</remarks>
internal sealed class AuditedHostedService<T>(T inner, string name, Func<IAuditLog> log, TimeProvider time) : BackgroundService, IHostedLifecycleService
    where T : class, IHostedService
{
    private const string Action = "service.run";

    private AuditContext _context = AuditContext.Background with { Actor = AuditActor.Service(name) };
    private AuditedRun? _run;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var outer = AuditContext.Push(_context);
        _run = new AuditedRun(new CommandRun(name, []), time, Action);
        _context = _run.Context;
        using var scope = AuditContext.Push(_context);
        try
        {
            await inner.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await EndAsync(exception).ConfigureAwait(false);
            throw;
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var scope = AuditContext.Push(_context);
        try
        {
            await inner.StopAsync(cancellationToken).ConfigureAwait(false);
            await base.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await EndAsync(exception).ConfigureAwait(false);
            throw;
        }

        await EndAsync(null).ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StartingAsync(token), cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StartedAsync(token), cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StoppingAsync(token), cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        DoAsync(static (service, token) => service.StoppedAsync(token), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (inner is not BackgroundService { ExecuteTask: { } work })
            return;

        Exception? failure = null;
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // That it was told to stop is how such a service ends.
            failure = exception is OperationCanceledException && stoppingToken.IsCancellationRequested ? null : exception;
            throw;
        }
        finally
        {
            await EndAsync(failure).ConfigureAwait(false);
        }
    }

    /// <summary>Records the run, once.</summary>
    private ValueTask EndAsync(Exception? exception) =>
        Interlocked.Exchange(ref _run, null) is { } run
            ? run.RecordAsync(log(), exception is null ? Outcome.Succeeded : AuditedRun.OutcomeOf(exception), null, exception)
            : ValueTask.CompletedTask;

    private async Task DoAsync(Func<IHostedLifecycleService, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        if (inner is not IHostedLifecycleService service)
            return;

        using var scope = AuditContext.Push(_context);
        await step(service, cancellationToken).ConfigureAwait(false);
    }
}
