using Audit.Events;

namespace Audit.Buffering;

/// <summary>The log of an application that switched auditing off.</summary>
internal sealed class DisabledAuditLog : IAuditLog
{
    public bool IsEnabled => false;

    public bool Record(AuditEvent auditEvent) => false;

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(false);

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
