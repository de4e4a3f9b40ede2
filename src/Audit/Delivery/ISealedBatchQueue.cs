using Audit.Sealing;

namespace Audit.Delivery;

/// <summary>Sealed batches as the one sender takes them.</summary>
internal interface ISealedBatchQueue
{
    /// <summary>Whether nothing waits for the store.</summary>
    bool IsEmpty { get; }

    /// <summary>The bytes of rows that wait.</summary>
    long Bytes { get; }

    /// <summary>The most bytes that may wait.</summary>
    long MaxBytes { get; }

    /// <summary>Waits for the oldest batch, and leaves it in the queue.</summary>
    /// <returns><see langword="null"/> when the queue is complete and empty.</returns>
    ValueTask<PendingBatch?> PeekAsync(CancellationToken cancellationToken);

    /// <summary>Fetches the batch behind the oldest, if it is there already, so that it can be sent at once when its turn comes. May read and write files.</summary>
    PendingBatch? FetchSecond();

    /// <summary>The oldest batch is about to be sent.</summary>
    /// <returns>Whether the store may have rows of it already, so that it has to be asked first.</returns>
    bool BeginAttempt();

    /// <summary>Removes the oldest batch: it is stored.</summary>
    /// <param name="settled">How many rows are settled with it, in the order in which they were queued.</param>
    /// <returns><see langword="false"/> when the queue was abandoned before.</returns>
    bool TryRemove(out int settled);

    /// <summary>Closes the queue, after the sender has ended or was given up.</summary>
    /// <returns>The number of rows that are lost by it.</returns>
    long Abandon();
}
