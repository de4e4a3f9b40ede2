namespace Audit.Buffering;

/// <summary>
/// Lets the consumer's thread sleep without making producers pay for waking it. After work it only dozes for some milliseconds, unseen by
/// producers; when nothing came meanwhile it falls asleep, and the next producer wakes it. So a busy application signals rarely,
/// and an idle one costs nothing.
/// </summary>
internal sealed class ConsumerSignal : IDisposable
{
    private const int Awake = 0;
    private const int Asleep = 1;

    private readonly ManualResetEventSlim _event = new(false, spinCount: 0);
    private int _state;

    /// <summary>Called by producers after they put something in.</summary>
    public void ItemAdded()
    {
        // The item must be visible before the state is read, or both sides could miss each other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) == Asleep)
            Wake();
    }

    /// <summary>Wakes the consumer from any sleep.</summary>
    public void Wake()
    {
        Volatile.Write(ref _state, Awake);
        _event.Set();
    }

    /// <summary>Sleeps until woken by <see cref="Wake"/>, or for the given time.</summary>
    public void Doze(TimeSpan time)
    {
        _event.Wait(time);
        _event.Reset();
    }

    /// <summary>Announces sleep. Look once more for items between this and <see cref="Sleep"/>.</summary>
    public void FallAsleep() => Interlocked.Exchange(ref _state, Asleep);

    /// <summary>Sleeps until an item is added, until woken, or for the given time.</summary>
    public void Sleep(TimeSpan time)
    {
        _event.Wait(time);
        StayAwake();
    }

    /// <summary>Takes the announcement back.</summary>
    public void StayAwake()
    {
        Volatile.Write(ref _state, Awake);
        _event.Reset();
    }

    public void Dispose() => _event.Dispose();
}
