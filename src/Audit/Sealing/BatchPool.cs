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

    private int _expected;

    public OpenBatch Take() => _kept.TryDequeue(out var batch) ? batch : new OpenBatch(_expected);

    /// <summary>The next batch will likely need as much: memory that grows step by step costs several times what is needed.</summary>
    public void Expect(int bytes) => _expected = bytes;

    public void Return(OpenBatch batch)
    {
        if (batch.Capacity > largestCapacity || _kept.Count >= MostKept)
            return;

        batch.Clear();
        _kept.Enqueue(batch);
    }
}
