namespace Audit.Storage;

/// <summary>Keeps sealed batches. Called by one sender at a time.</summary>
public interface IAuditStore
{
    /// <summary>What the store is, for logs and health reports, without secrets.</summary>
    string Description { get; }

    /// <summary>Makes the store ready, for example by applying its schema. Called until it succeeds, before the first write; safe to call again.</summary>
    ValueTask InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores a batch. When it returns, the batch is stored, and once only however often it was tried (<see cref="SealedBatch.Token"/>).
    /// Every exception means: try again later.
    /// </summary>
    ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Does ahead what storing a batch takes besides the store itself, for example bringing it into the store's format, while the batch before it is on its
    /// way: called beside <see cref="WriteAsync"/>, by one thread at a time, for the batch that is written next. It may as well not be called, and must not throw.
    /// </summary>
    void Prepare(SealedBatch batch)
    {
    }

    /// <summary>Whether the store answers, for health checks; throws when it does not.</summary>
    ValueTask PingAsync(CancellationToken cancellationToken);
}
