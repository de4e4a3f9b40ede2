using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>
/// Starts the pipeline before every other hosted service, and drains it after every other has stopped, the server included:
/// what they do while they stop is recorded, too.
/// </summary>
internal sealed class AuditPipelineService(
    IServiceProvider services,
    IOptions<AuditOptions> options,
    IOptions<HostOptions> hostOptions,
    TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(1);

    private long _stopBegan;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Asked for only now: making it reads options, which the start of the host validates together with all others.
        services.GetRequiredService<ProcessRun>().IsHosted = true;
        if (options.Value.Enabled)
            services.GetRequiredService<IAuditPipeline>().Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopBegan = time.GetTimestamp();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return;

        using var limit = new CancellationTokenSource(TimeLeft(), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await services.GetRequiredService<IAuditPipeline>().StopAsync(either.Token).ConfigureAwait(false);
    }

    /// <summary>What is left of the host's time to stop, less what it takes to count and report.</summary>
    private TimeSpan TimeLeft()
    {
        var timeout = hostOptions.Value.ShutdownTimeout;
        if (timeout == Timeout.InfiniteTimeSpan)
            return timeout;

        var margin = timeout / 10;
        var left = timeout - (margin < LongestMargin ? margin : LongestMargin) - time.GetElapsedTime(_stopBegan);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
