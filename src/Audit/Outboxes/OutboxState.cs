using System.Collections.Concurrent;
using Audit.Delivery;

namespace Audit.Outboxes;

/// <summary>How the outboxes of this process fare, for health reports and metrics. Thread-safe.</summary>
internal sealed class OutboxState(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, OutboxStatus> _outboxes = new(StringComparer.Ordinal);

    /// <summary>How delivery from the outboxes fares: apart from that of the pipeline, which may hold other rows.</summary>
    public DeliveryState Delivery { get; } = new();

    /// <summary>Whether this process looks after an outbox.</summary>
    public bool IsInUse => !_outboxes.IsEmpty;

    public long Waiting => _outboxes.Values.Sum(static status => status.Waiting);

    /// <summary>The age of the oldest event that waits; zero when none does.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            var now = time.GetUtcNow();
            var oldest = _outboxes.Values.Select(static status => status.OldestAt).Min() ?? now;
            return oldest < now ? now - oldest : TimeSpan.Zero;
        }
    }

    public void Report(string outbox, OutboxStatus? status)
    {
        if (status is { } told)
            _outboxes[outbox] = told;
        else
            _outboxes.TryRemove(outbox, out _);
    }
}
