using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Sessions;

/// <summary>Looks after sessions from time to time.</summary>
/// <remarks>What it needs is resolved when it starts: wrong options are to fail the start together, with all their messages.</remarks>
internal sealed class SessionSweeper(IServiceProvider services, IOptions<AuditSessionOptions> options, TimeProvider time, ILogger<SessionSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sessions = services.GetRequiredService<SessionTracker>();
        var quarter = options.Value.IdleTimeout / 4;
        using var timer = new PeriodicTimer(quarter < Longest ? quarter : Longest, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await sessions.SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next round may do better; the application must not end with it.
                logger.SweepFailed(exception);
            }
        }
    }
}
