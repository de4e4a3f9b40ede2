using Audit.Context;
using Audit.Events;
using Audit.Redaction.Events;

namespace Audit.Buffering;

/// <summary>The way into the pipeline: nothing gets in that was not redacted.</summary>
internal sealed class AuditLog(EventBuffer buffer, EventRedactor redactor) : IAuditLog
{
    public bool IsEnabled => !AuditContext.Current.IsSuppressed;

    public bool Record(AuditEvent auditEvent)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return IsEnabled && buffer.Add(redactor.Redact(auditEvent));
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return IsEnabled ? buffer.AddAsync(redactor.Redact(auditEvent), cancellationToken) : new ValueTask<bool>(false);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        var marker = new FlushMarker();
        if (!await buffer.AddAsync(marker, cancellationToken).ConfigureAwait(false))
            throw new InvalidOperationException("The audit pipeline has stopped.");
        await marker.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
