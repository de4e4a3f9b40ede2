using Audit.Capture;
using Audit.Context;
using Audit.Events;
using Audit.Redaction.Events;
using Audit.Spooling.Configuration;
using Audit.Spooling.Writing;

namespace Audit.Buffering;

/// <summary>The way into the pipeline: nothing gets in that was not redacted, and no more than the rules of capture allow.</summary>
internal sealed class AuditLog(EventBuffer buffer, CapturePolicy policy, EventRedactor redactor, AcknowledgementGate gate) : IAuditLog, IDurableLog
{
    public bool IsEnabled => !AuditContext.Current.IsSuppressed;

    public bool Record(AuditEvent auditEvent)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (!IsEnabled)
            return false;
        // What is left out on purpose is not lost.
        return policy.Apply(auditEvent) is not { } kept || buffer.Add(redactor.Redact(kept));
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (!IsEnabled)
            return new ValueTask<bool>(false);
        if (policy.Apply(auditEvent) is not { } kept)
            return new ValueTask<bool>(true);

        var redacted = redactor.Redact(kept);
        var level = gate.LevelOf(redacted);
        return level == AcknowledgementLevel.Memory
            ? buffer.AddAsync(redacted, cancellationToken)
            : RecordAsync(new Acknowledgement(redacted, level == AcknowledgementLevel.Disk), cancellationToken);
    }

    public bool HasDisk => gate.IsOpen;

    public bool RecordDurable(AuditEvent auditEvent, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (!IsEnabled || policy.Apply(auditEvent) is not { } kept)
            return false;
        var waiting = new Acknowledgement(redactor.Redact(kept), onDisk: true);
        return buffer.Add(waiting) && waiting.Wait(timeout);
    }

    public async ValueTask<bool> RecordDurableAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (!IsEnabled || policy.Apply(auditEvent) is not { } kept)
            return false;
        var waiting = new Acknowledgement(redactor.Redact(kept), onDisk: true);
        // The caller's cancellation is no reason to lose that it tried.
        return await buffer.AddAsync(waiting, CancellationToken.None).ConfigureAwait(false)
            && await waiting.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        var marker = new FlushMarker();
        if (!await buffer.AddAsync(marker, cancellationToken).ConfigureAwait(false))
            throw new InvalidOperationException("The audit pipeline has stopped.");
        await marker.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> RecordAsync(Acknowledgement waiting, CancellationToken cancellationToken) =>
        await buffer.AddAsync(waiting, cancellationToken).ConfigureAwait(false) && await gate.WaitAsync(waiting, cancellationToken).ConfigureAwait(false);
}
