using Audit.Context;
using Audit.Events;

namespace Audit.AdoNet.Recording;

/// <summary>The log as captures need it: what they watched has happened, and nothing of ours may turn that into an error.</summary>
internal sealed class SafeLog(IAuditLog log, CaptureFailures failures)
{
    /// <summary>Whether anything recorded now would be kept.</summary>
    public bool IsEnabled => log.IsEnabled;

    /// <summary>Records an event from synchronous code.</summary>
    public void Record(AuditEvent auditEvent)
    {
#pragma warning disable CA1031 // It has happened: nothing of ours may turn that into an error.
        try
        {
            log.Record(auditEvent);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Records an event; completed unless the pipeline is full and told to wait.</summary>
    public ValueTask RecordAsync(AuditEvent auditEvent)
    {
#pragma warning disable CA1031 // It has happened: nothing of ours may turn that into an error.
        try
        {
            // The caller's cancellation is no reason to lose what it did.
            var recording = log.RecordAsync(auditEvent, CancellationToken.None);
            return recording.IsCompletedSuccessfully ? ValueTask.CompletedTask : CompleteAsync(recording);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return ValueTask.CompletedTask;
        }
#pragma warning restore CA1031
    }

    /// <summary>Records, under the context it began under, the end of something that was to be recorded when it began.</summary>
    public void RecordEnd(AuditEvent auditEvent)
    {
        if (log.IsEnabled)
        {
            Record(auditEvent);
            return;
        }

        using var scope = AuditContext.Push(auditEvent.Context);
        Record(auditEvent);
    }

    private async ValueTask CompleteAsync(ValueTask<bool> recording)
    {
#pragma warning disable CA1031 // It has happened: nothing of ours may turn that into an error.
        try
        {
            await recording.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
    }
}
