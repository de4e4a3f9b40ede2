using System.Collections.Concurrent;
using Audit.Context;
using Audit.Events;

namespace Audit.AspNetCore.Tests.Attribution;

/// <summary>Keeps what was recorded.</summary>
internal sealed class CollectingAuditLog : IAuditLog
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();

    public bool IsSwitchedOff { get; set; }

    public bool IsEnabled => !IsSwitchedOff && !AuditContext.Current.IsSuppressed;

    public IReadOnlyList<AuditEvent> Events => [.. _events];

    public AuditEvent Single => Assert.Single(_events);

    public bool Record(AuditEvent auditEvent)
    {
        _events.Enqueue(auditEvent);
        return true;
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
