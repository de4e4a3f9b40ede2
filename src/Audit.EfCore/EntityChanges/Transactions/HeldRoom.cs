namespace Audit.EfCore.EntityChanges.Transactions;

/// <summary>How many events of all transactions may wait. Thread-safe.</summary>
internal sealed class HeldRoom(int maxEvents)
{
    private int _taken;

    /// <summary>How many wait.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= maxEvents)
            return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Takes room for what tells that there was none.</summary>
    public void Take() => Interlocked.Increment(ref _taken);

    public void Give(int count) => Interlocked.Add(ref _taken, -count);
}
