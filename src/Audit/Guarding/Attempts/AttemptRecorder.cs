using Audit.Buffering;
using Audit.Events;
using Audit.Guarding.Configuration;
using Audit.Hosting;
using Audit.Spooling.Writing;
using Microsoft.Extensions.Logging;

namespace Audit.Guarding.Attempts;

/// <summary>
/// Records an attempt and waits until the record is durable. The one place that knows what that means: it is on disk, or, without a spool, the store has it.
/// </summary>
internal sealed class AttemptRecorder(
    IAuditLog log, IAuditPipeline pipeline, GuardSettings settings, AcknowledgementGate gate, TimeProvider time, ILogger<AttemptRecorder> logger)
{
    /// <summary>Whether anything recorded now would be kept.</summary>
    public bool IsEnabled => log.IsEnabled;

    /// <summary>Whether what is destructive needs a durable record before it runs, whatever the policy says.</summary>
    public bool MustRecord => gate.FailsOperations;

    /// <summary>Records an attempt from synchronous code.</summary>
    /// <returns>Whether the record is durable.</returns>
    public bool Record(AuditEvent attempt)
    {
        try
        {
            var isRunning = Start();
            if (isRunning && log is IDurableLog { HasDisk: true } durable)
                return durable.RecordDurable(attempt, settings.Options.DurableTimeout) || Report(attempt, null);
            var isDurable = log.Record(attempt) && isRunning && OffThread.TryRun(FlushAsync, settings.Options.DurableTimeout, out _);
            return isDurable || Report(attempt, null);
        }
        catch (Exception exception)
        {
            return Report(attempt, exception);
        }
    }

    /// <summary>Records an attempt.</summary>
    /// <returns>Whether the record is durable.</returns>
    public async ValueTask<bool> RecordAsync(AuditEvent attempt, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Options.DurableTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var isRunning = Start();
            if (isRunning && log is IDurableLog { HasDisk: true } durable)
                return await durable.RecordDurableAsync(attempt, either.Token).ConfigureAwait(false) || Report(attempt, null);
            // The caller's cancellation is no reason to lose that it tried.
            var isDurable = await log.RecordAsync(attempt, CancellationToken.None).ConfigureAwait(false) && isRunning
                && await FlushAsync(either.Token).ConfigureAwait(false);
            return isDurable || Report(attempt, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Report(attempt, limit.IsCancellationRequested ? null : exception);
        }
    }

    /// <summary>Records an event that nothing waits for.</summary>
    public void RecordOnly(AuditEvent auditEvent)
    {
        try
        {
            log.Record(auditEvent);
        }
        catch (Exception exception)
        {
            Report(auditEvent, exception);
        }
    }

    /// <summary>A tool that uses the application's services, like <c>dotnet ef</c>, starts no host, and with it no pipeline.</summary>
    private bool Start()
    {
        try
        {
            pipeline.Start();
            return true;
        }
        catch (Exception exception)
        {
            logger.NotStarted(exception);
            return false;
        }
    }

    private async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private bool Report(AuditEvent attempt, Exception? exception)
    {
        logger.NotDurable(attempt.Id, attempt.Action, settings.Options.DurableTimeout, exception);
        return false;
    }
}
