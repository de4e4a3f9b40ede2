namespace Audit.Notifying;

/// <summary>What one notifier counts: <c>published = delivered + queued + dropped</c> at any moment. Thread-safe.</summary>
internal sealed class NotifierCounters(string notifier)
{
    private readonly long[] _dropped = new long[NotificationLossNames.Count];
    private long _published;
    private long _delivered;
    private long _failedAttempts;

    public string Notifier => notifier;

    public long Published => Volatile.Read(ref _published);

    public long Delivered => Volatile.Read(ref _delivered);

    public long FailedAttempts => Volatile.Read(ref _failedAttempts);

    public long Queued
    {
        get
        {
            // What leaves is read before what enters, so that the difference is never negative.
            var left = Delivered + Dropped();
            return Published - left;
        }
    }

    public void NotificationPublished() => Interlocked.Increment(ref _published);

    public void NotificationDelivered() => Interlocked.Increment(ref _delivered);

    public void AttemptFailed() => Interlocked.Increment(ref _failedAttempts);

    public void NotificationsDropped(NotificationLoss loss, long count = 1) => Interlocked.Add(ref _dropped[(int)loss], count);

    public long Dropped(NotificationLoss loss) => Volatile.Read(ref _dropped[(int)loss]);

    public long Dropped()
    {
        var sum = 0L;
        for (var loss = 0; loss < _dropped.Length; loss++)
            sum += Volatile.Read(ref _dropped[loss]);
        return sum;
    }
}
