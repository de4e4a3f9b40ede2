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

    private TaskCompletionSource _early = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sessions = services.GetRequiredService<SessionTracker>();
        var quarter = options.Value.IdleTimeout / 4;
        sessions.OnForgotten(() => Volatile.Read(ref _early).TrySetResult());
        using var timer = new PeriodicTimer(quarter < Longest ? quarter : Longest, time);
        var next = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            await (await Task.WhenAny(next, _early.Task).ConfigureAwait(false)).ConfigureAwait(false);
            if (next.IsCompleted)
                next = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            if (_early.Task.IsCompleted)
                Volatile.Write(ref _early, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await SweepAsync(sessions, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task SweepAsync(SessionTracker sessions, CancellationToken stoppingToken)
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
