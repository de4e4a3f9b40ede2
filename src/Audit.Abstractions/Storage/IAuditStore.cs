namespace Audit.Storage;

/// <summary>Keeps sealed batches. Called by one sender at a time.</summary>
public interface IAuditStore
{
    /// <summary>What the store is, for logs and health reports, without secrets.</summary>
    string Description { get; }

    /// <summary>
    /// Whether a batch survives a loss of the store's power as soon as <see cref="WriteAsync"/> returned. Until <see cref="InitializeAsync"/> has told, it does not;
    /// what does not is kept in the spool for a while longer.
    /// </summary>
    bool IsDurable => false;

    /// <summary>Makes the store ready, for example by applying its schema. Called until it succeeds, before the first write; safe to call again.</summary>
    ValueTask InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores a batch. When it returns, the batch is stored, and once only however often it was tried (<see cref="SealedBatch.Token"/>).
    /// </summary>
    /// <exception cref="AuditStoreException">The store can tell why it did not take the batch. Every other exception means: try again later.</exception>
    ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps rows that <see cref="WriteAsync"/> refuses, one by one, apart from the log. When it returns, they are kept, and each once only however often it
    /// was tried (stream and sequence). A store that has no such place throws, and delivery is held.
    /// </summary>
    ValueTask KeepAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken) =>
        throw new AuditStoreException(AuditStoreFailure.Refused, "no place for dead letters");

    /// <summary>
    /// Does ahead what storing a batch takes besides the store itself, for example bringing it into the store's format, while the batch before it is on its
    /// way: called beside <see cref="WriteAsync"/>, by one thread at a time, for the batch that is written next. It may as well not be called, and must not throw.
    /// </summary>
    void Prepare(SealedBatch batch)
    {
    }

    /// <summary>
    /// Which rows of a batch the store has already. Asked before a batch is stored again whose first attempt ended in an error, or that another process may have
    /// sent: when the rows are there, or a part of them, only what is missing is stored, however long ago the attempt was.
    /// </summary>
    /// <param name="batch">The batch: its stream and the sequences of its rows say which rows are meant.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>
    /// The sequences of its rows that are stored; <see langword="null"/> when the store cannot tell, so that the whole batch is stored again under its token.
    /// </returns>
    ValueTask<IReadOnlySet<ulong>?> FindStoredAsync(SealedBatch batch, CancellationToken cancellationToken) => new((IReadOnlySet<ulong>?)null);

    /// <summary>
    /// The time by the store's own clock, which is compared with the application's now and then, beside writes, too.
    /// </summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns><see langword="null"/> when the store has no clock of its own.</returns>
    ValueTask<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) => new((DateTimeOffset?)null);

    /// <summary>Whether the store answers, for health checks; throws when it does not.</summary>
    ValueTask PingAsync(CancellationToken cancellationToken);
}
