using Audit.ApiKeys.Storing;
using Audit.ApiKeys.Verifying;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Usage;

/// <summary>Writes down from time to time, and at the end, which keys were used: one statement for all of them.</summary>
internal sealed class KeyUseWriter(KeyUse use, EndedKeys ended, IApiKeyTable table, IOptions<AuditApiKeyOptions> options, TimeProvider time, ILogger<KeyUseWriter> logger)
    : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        ended.Forget();
        var taken = use.Take();
        if (taken.Count == 0)
            return;
        try
        {
            await table.NoteUseAsync(taken, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The application must not end with it; the next round writes them as well.
            taken.ForEach(use.Note);
            logger.UseNotWritten(exception, taken.Count);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LastUsedInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            await WriteAsync(stoppingToken).ConfigureAwait(false);
    }
}
