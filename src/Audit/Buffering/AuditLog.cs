using Audit.Capture;
using Audit.Context;
using Audit.Events;
using Audit.Redaction.Events;

namespace Audit.Buffering;

/// <summary>The way into the pipeline: nothing gets in that was not redacted, and no more than the rules of capture allow.</summary>
internal sealed class AuditLog(EventBuffer buffer, CapturePolicy policy, EventRedactor redactor) : IAuditLog
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
        return policy.Apply(auditEvent) is { } kept ? buffer.AddAsync(redactor.Redact(kept), cancellationToken) : new ValueTask<bool>(true);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        var marker = new FlushMarker();
        if (!await buffer.AddAsync(marker, cancellationToken).ConfigureAwait(false))
            throw new InvalidOperationException("The audit pipeline has stopped.");
        await marker.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
