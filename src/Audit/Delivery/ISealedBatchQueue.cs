using Audit.Sealing;

namespace Audit.Delivery;

/// <summary>Sealed batches between the one consumer, which adds, and the one sender, which takes.</summary>
internal interface ISealedBatchQueue
{
    /// <summary>Whether nothing waits for the store.</summary>
    bool IsEmpty { get; }

    /// <summary>The bytes of rows that wait.</summary>
    long Bytes { get; }

    /// <summary>The most bytes that may wait.</summary>
    long MaxBytes { get; }

    /// <summary>Adds a batch; blocks the consumer's thread while there is no room.</summary>
    /// <returns><see langword="false"/> when the wait was cancelled.</returns>
    bool Add(PendingBatch batch, CancellationToken cancellationToken);

    /// <summary>No more batches will come.</summary>
    void Complete();

    /// <summary>Waits for the oldest batch, and leaves it in the queue.</summary>
    /// <returns><see langword="null"/> when the queue is complete and empty.</returns>
    ValueTask<PendingBatch?> PeekAsync(CancellationToken cancellationToken);

    /// <summary>The batch behind the oldest, if it is there already.</summary>
    PendingBatch? Second { get; }

    /// <summary>Removes the oldest batch: it is stored.</summary>
    /// <returns><see langword="false"/> when the queue was abandoned before.</returns>
    bool TryRemove();

    /// <summary>Removes everything, after the sender has ended or was given up.</summary>
    /// <returns>The number of rows that are lost by it.</returns>
    long Abandon();
}
