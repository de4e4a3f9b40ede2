using Audit.Context;
using Audit.Events;

namespace Audit.Testing;

/// <summary>Keeps what was recorded, and lets a test wait for what is recorded after an answer was sent.</summary>
internal sealed class CollectingAuditLog : IAuditLog
{
    private readonly Lock _gate = new();
    private readonly List<AuditEvent> _events = [];
    private readonly List<(Func<AuditEvent, bool> Matches, TaskCompletionSource<AuditEvent> Found)> _waiting = [];

    public bool IsEnabled => !AuditContext.Current.IsSuppressed;

    public IReadOnlyList<AuditEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public IReadOnlyList<AuditEvent> Of(string action) => [.. Events.Where(one => one.Action == action)];

    public bool Record(AuditEvent auditEvent)
    {
        lock (_gate)
        {
            _events.Add(auditEvent);
            foreach (var (matches, found) in _waiting)
            {
                if (matches(auditEvent))
                    found.TrySetResult(auditEvent);
            }
        }

        return true;
    }

    /// <summary>The first event that matches, of those that were recorded and those that will be.</summary>
    public Task<AuditEvent> WaitAsync(Func<AuditEvent, bool> matches, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<AuditEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_events.Find(one => matches(one)) is { } known)
                return Task.FromResult(known);
            _waiting.Add((matches, found));
        }

        return found.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
