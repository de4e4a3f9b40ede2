namespace Audit.Diagnostics;

/// <summary>How long the last batches took. Thread-safe.</summary>
internal sealed class BatchLatencies
{
    private readonly Lock _lock = new();
    private readonly TimeSpan[] _last = new TimeSpan[64];
    private long _count;

    /// <summary>The median; <see langword="null"/> when there was no batch.</summary>
    public TimeSpan? Median
    {
        get
        {
            TimeSpan[] sorted;
            lock (_lock)
                sorted = _last[..(int)Math.Min(_count, _last.Length)];
            Array.Sort(sorted);
            return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
        }
    }

    public void Add(TimeSpan latency)
    {
        lock (_lock)
            _last[_count++ % _last.Length] = latency;
    }
}
