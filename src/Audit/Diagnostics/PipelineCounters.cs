using System.Runtime.InteropServices;

namespace Audit.Diagnostics;

/// <summary>What the pipeline counts: <c>recorded = delivered + queued + dropped</c> at any moment. Thread-safe.</summary>
internal sealed class PipelineCounters
{
    private readonly long[] _dropped = new long[DropReasonNames.Count];
    private PaddedCounter _recorded;
    private PaddedCounter _delivered;
    private long _failedAttempts;
    private long _retries;
    private long _batches;
    private long _spooled;
    private long _leftSpool;
    private long _adopted;

    public long Recorded => Volatile.Read(ref _recorded.Value);

    public long Delivered => Volatile.Read(ref _delivered.Value);

    public long FailedAttempts => Volatile.Read(ref _failedAttempts);

    public long Retries => Volatile.Read(ref _retries);

    /// <summary>Events that other processes left and the store has acknowledged.</summary>
    public long Adopted => Volatile.Read(ref _adopted);

    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Counted on entry, before the event's fate is known: until then it counts as queued.</summary>
    /// <returns>How many there are now.</returns>
    public long EventRecorded() => Interlocked.Increment(ref _recorded.Value);

    /// <summary>Counted once it is known what became of them: until then an outbox has them, and not the pipeline.</summary>
    public void EventsRelayed(int rows) => Interlocked.Add(ref _recorded.Value, rows);

    public void EventsDropped(DropReason reason, long count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);

    public void BatchDelivered(int rows)
    {
        Interlocked.Add(ref _delivered.Value, rows);
        Interlocked.Increment(ref _batches);
    }

    public void EventsSpooled(int rows) => Interlocked.Add(ref _spooled, rows);

    /// <summary>Events of this process that need the spool no more: the store has them, or keeps them as dead letters. Counted before it is told what became of them.</summary>
    public void EventsLeftSpool(int rows) => Interlocked.Add(ref _leftSpool, rows);

    /// <summary>A batch that another process left; its events are in none of the other counts.</summary>
    public void AdoptedBatchDelivered(int rows) => Interlocked.Add(ref _adopted, rows);

    public void AttemptFailed() => Interlocked.Increment(ref _failedAttempts);

    public void AttemptRepeated() => Interlocked.Increment(ref _retries);

    public long Dropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    public long Dropped()
    {
        var sum = 0L;
        for (var reason = 0; reason < _dropped.Length; reason++)
            sum += Volatile.Read(ref _dropped[reason]);
        return sum;
    }

    public EventCounts Snapshot()
    {
        // What leaves is read before what enters, and what became of events before that they left the spool, so that no difference is ever negative.
        var delivered = Delivered;
        var dropped = Dropped();
        var left = Volatile.Read(ref _leftSpool) + Dropped(DropReason.SpoolDamaged);
        var spooled = Volatile.Read(ref _spooled);
        return new EventCounts(Recorded, delivered, dropped, Math.Max(spooled - left, 0));
    }

    /// <summary>Alone on its cache line: producers and the sender must not slow each other down.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct PaddedCounter
    {
        [FieldOffset(64)]
        public long Value;
    }
}
