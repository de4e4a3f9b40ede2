using Audit.ApiKeys.Verifying;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Usage;

/// <summary>Listens to what other instances revoke from the start on, and writes down from time to time, and at the end, which keys were used.</summary>
/// <remarks>What it needs is resolved when it starts: wrong options are to fail the start together, with all their messages.</remarks>
internal sealed class KeyService(IServiceProvider services, IOptions<AuditApiKeyOptions> options, TimeProvider time) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<KeyNews>();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await services.GetRequiredService<KeyUseWriter>().WriteAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var writer = services.GetRequiredService<KeyUseWriter>();
        using var timer = new PeriodicTimer(options.Value.LastUsedInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await writer.WriteAsync(stoppingToken).ConfigureAwait(false);
    }
}
