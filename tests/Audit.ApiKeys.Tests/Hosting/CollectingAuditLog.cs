using System.Collections.Concurrent;
using Audit.Context;
using Audit.Events;

namespace Audit.ApiKeys.Tests.Hosting;

/// <summary>Keeps what was recorded.</summary>
internal sealed class CollectingAuditLog : IAuditLog
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();

    public bool IsEnabled => !AuditContext.Current.IsSuppressed;

    public IReadOnlyList<AuditEvent> Events => [.. _events];

    public IReadOnlyList<AuditEvent> Of(string action) => [.. _events.Where(e => e.Action == action)];

    public bool Record(AuditEvent auditEvent)
    {
        _events.Enqueue(auditEvent);
        return true;
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
