using Audit.Storage;

namespace Audit.Delivery.Isolation;

/// <summary>
/// Finds the rows for which the store refuses a batch: halves it, stores the halves that are taken, and goes on with the others down to single rows.
/// One bad row of 10,000 takes 27 writes. When the store fails in between, the next attempt at the batch goes on where this one ended. Not thread-safe.
/// </summary>
internal sealed class BatchIsolation(IAuditStore store, AuditDeliveryOptions options)
{
    /// <summary>The parts of the batch that are still to be stored, the next on top.</summary>
    private readonly Stack<(int First, int Count)> _parts = [];
    private readonly List<DeadLetter> _bad = [];
    private (string Token, int Count) _batch;

    /// <summary>Stores the good rows of a batch that was refused as a whole, and keeps the others apart.</summary>
    /// <param name="batch">The batch, or what the store has not got of it.</param>
    /// <param name="refusal">Why it was refused.</param>
    /// <param name="hasOthers">Whether the store has other rows of the batch: then it may be that all of these are bad.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The sequences of the rows that were kept apart.</returns>
    /// <exception cref="AuditStoreException">More rows are bad than may be kept apart.</exception>
    public async ValueTask<IReadOnlyList<ulong>> StoreAsync(SealedBatch batch, AuditStoreException refusal, bool hasOthers, CancellationToken cancellationToken)
    {
        if (_batch != (batch.Token, batch.Count))
        {
            Forget();
            _batch = (batch.Token, batch.Count);
            Divide(batch, 0, batch.Count, refusal);
        }

        while (_parts.TryPeek(out var part))
        {
            var partRefusal = await TakesAsync(batch, part.First, part.Count, cancellationToken).ConfigureAwait(false);
            _parts.Pop();
            if (partRefusal is not null)
                Divide(batch, part.First, part.Count, partRefusal);
        }

        // When no row is good, it is hardly the rows.
        if (!hasOthers && _bad.Count > 1 && _bad.Count == batch.Count)
            throw TooMany(batch, refusal);
        ulong[] bad = [.. _bad.Select(static deadLetter => deadLetter.Sealed.Sequence)];
        if (bad.Length > 0)
            await store.KeepAsync(_bad, cancellationToken).ConfigureAwait(false);
        Forget();
        return bad;
    }

    /// <summary>Stores a part.</summary>
    /// <returns>Why it is refused; <see langword="null"/> when it is stored.</returns>
    private async ValueTask<AuditStoreException?> TakesAsync(SealedBatch batch, int first, int count, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(BatchSlices.Of(batch, first, count), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AuditStoreException exception) when (exception.Failure == AuditStoreFailure.RowsRejected)
        {
            return exception;
        }
    }

    private void Divide(SealedBatch batch, int first, int count, AuditStoreException refusal)
    {
        if (count > 1)
        {
            var half = count / 2;
            _parts.Push((first + half, count - half));
            _parts.Push((first, half));
            return;
        }

        var row = batch.Index.Span[first];
        _bad.Add(new DeadLetter(batch.Stream, batch.RetentionClass, batch.SchemaVersion, row, batch.Rows.Slice(row.Offset, row.Length), refusal.Code));
        if (_bad.Count > options.MaxDeadLetters)
            throw TooMany(batch, refusal);
    }

    /// <summary>What is found bad then may be good when the store is mended.</summary>
    private AuditStoreException TooMany(SealedBatch batch, AuditStoreException refusal)
    {
        var bad = _bad.Count;
        Forget();
        return new AuditStoreException(AuditStoreFailure.Refused, $"{refusal.Code} for {bad} or more of {batch.Count} rows", refusal)
        {
            Remedy = "More rows are bad than a few events can be at fault for (Audit:Delivery:MaxDeadLetters): find out what changed in the store, a constraint or the type of a column for example.",
        };
    }

    private void Forget()
    {
        _batch = default;
        _parts.Clear();
        _bad.Clear();
    }
}
