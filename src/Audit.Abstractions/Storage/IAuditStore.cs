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

    /// <summary>Whether the store answers, for health checks; throws when it does not.</summary>
    ValueTask PingAsync(CancellationToken cancellationToken);
}
