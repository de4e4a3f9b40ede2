using System.Collections.Concurrent;
using Audit.Events;

namespace Audit.CommandLine.Tests;

internal sealed class CollectingAuditLog : IAuditLog
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();

    public AuditEvent[] Events => [.. _events];

    public bool IsEnabled => true;

    public bool Record(AuditEvent auditEvent)
    {
        _events.Enqueue(auditEvent);
        return true;
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
