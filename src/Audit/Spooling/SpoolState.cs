namespace Audit.Spooling;

/// <summary>How the spool fares, for health reports and metrics. Thread-safe.</summary>
internal sealed class SpoolState
{
    private long _oldestWrittenAt;

    /// <summary>Whether events are kept on disk.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether it was to be used and could not.</summary>
    public bool IsMissing { get; set; }

    /// <summary>Whether it takes nothing until the store has taken some.</summary>
    public bool IsFull { get; set; }

    /// <summary>The type of the last failure's exception while it cannot be written; otherwise <see langword="null"/>.</summary>
    public string? LastError { get; set; }

    /// <summary>When the oldest event that the store does not have was written, in milliseconds since 1970-01-01 UTC; 0 when there is none.</summary>
    public long OldestWrittenAt
    {
        get => Volatile.Read(ref _oldestWrittenAt);
        set => Volatile.Write(ref _oldestWrittenAt, value);
    }

    /// <summary>Events were written just now. The sender, which knows the oldest to the millisecond, may be busy with a store that does not answer.</summary>
    public void Written(TimeProvider time)
    {
        if (OldestWrittenAt == 0)
            Interlocked.CompareExchange(ref _oldestWrittenAt, time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
    }

    /// <summary>The bytes of its files.</summary>
    public Func<long> Bytes { get; set; } = static () => 0;

    /// <summary>How old the oldest event is that the store does not have; zero when there is none, or the clock was set back.</summary>
    public TimeSpan OldestAge(TimeProvider time)
    {
        var written = OldestWrittenAt;
        return written == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds() - written, 0));
    }
}
