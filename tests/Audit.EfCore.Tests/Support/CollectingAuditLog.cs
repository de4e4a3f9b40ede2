using System.Collections.Concurrent;
using Audit.Context;
using Audit.Events;

namespace Audit.EfCore.Tests.Support;

/// <summary>Keeps what was recorded.</summary>
internal sealed class CollectingAuditLog : IAuditLog
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();

    public bool IsSwitchedOff { get; set; }

    public Exception? Throws { get; set; }

    public bool IsEnabled => !IsSwitchedOff && !AuditContext.Current.IsSuppressed;

    /// <summary>The events of commands and entities, which most tests ask for.</summary>
    public IReadOnlyList<AuditEvent> Events => [.. _events.Where(static recorded => recorded.Category is not (EventCategory.Transaction or EventCategory.Access))];

    public IReadOnlyList<AuditEvent> Transactions => [.. _events.Where(static recorded => recorded.Category == EventCategory.Transaction)];

    public IReadOnlyList<AuditEvent> Connections => [.. _events.Where(static recorded => recorded.Category == EventCategory.Access)];

    public AuditEvent Single => Assert.Single(Events);

    public bool Record(AuditEvent auditEvent)
    {
        if (Throws is { } exception)
            throw exception;
        _events.Enqueue(auditEvent);
        return true;
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public void Clear() => _events.Clear();
}
