using System.Collections.Concurrent;
using Audit.Context;
using Audit.Events;

namespace Audit.Redis.Tests.Hosting;

/// <summary>Keeps what was recorded, and waits for it.</summary>
internal sealed class CollectingAuditLog : IAuditLog
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsEnabled => !AuditContext.Current.IsSuppressed;

    public IReadOnlyList<AuditEvent> Of(string action) => [.. _events.Where(e => e.Action == action)];

    public async Task WaitForAsync(string action, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            if (_events.Any(e => e.Action == action))
                return;
            await next.WaitAsync(cancellationToken);
        }
    }

    public bool Record(AuditEvent auditEvent)
    {
        _events.Enqueue(auditEvent);
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return true;
    }

    public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
