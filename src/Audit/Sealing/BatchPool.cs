using System.Collections.Concurrent;

namespace Audit.Sealing;

/// <summary>
/// Keeps a few batches for use again. The consumer takes and the sender gives back on another thread, where the shared array pool
/// would pile up large arrays per thread.
/// </summary>
internal sealed class BatchPool(int largestCapacity)
{
    private const int MostKept = 3;

    private readonly ConcurrentQueue<OpenBatch> _kept = new();

    public OpenBatch Take() => _kept.TryDequeue(out var batch) ? batch : new OpenBatch();

    public void Return(OpenBatch batch)
    {
        if (batch.Capacity > largestCapacity || _kept.Count >= MostKept)
            return;

        batch.Clear();
        _kept.Enqueue(batch);
    }
}
