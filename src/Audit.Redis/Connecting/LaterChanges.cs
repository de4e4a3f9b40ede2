using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Audit.Redis.Connecting;

/// <summary>What Redis is to be told when it comes back: ends, which nobody may miss. Bounded; what does not fit is counted. Thread-safe.</summary>
internal sealed class LaterChanges
{
    public const int Most = 10_000;

    private readonly ConcurrentQueue<Func<IDatabase, Task>> _changes = new();
    private long _lost;

    public int Count => _changes.Count;

    public void Add(Func<IDatabase, Task> change)
    {
        if (_changes.Count < Most)
            _changes.Enqueue(change);
        else
            Interlocked.Increment(ref _lost);
    }

    /// <summary>Makes the changes in their order; one that fails stays, with all behind it.</summary>
    public async Task MakeAsync(IDatabase database)
    {
        while (_changes.TryPeek(out var change))
        {
            await change(database).ConfigureAwait(false);
            _changes.TryDequeue(out _);
        }
    }

    /// <summary>How many did not fit since the last call.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);
}
