using Audit.Storage;

namespace Audit.Delivery;

/// <summary>What is left of a batch of which a store has a part.</summary>
internal static class MissingRows
{
    /// <summary>
    /// The rows that are not stored, under the batch's own token: a store that keeps a part of a batch keeps whole partitions of it, and tells by
    /// token and partition what it has already.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="stored">The sequences of its rows that are stored.</param>
    /// <returns><see langword="null"/> when nothing is left; the batch itself when nothing is stored.</returns>
    public static SealedBatch? Of(SealedBatch batch, IReadOnlySet<ulong> stored)
    {
        if (stored.Count == 0)
            return batch;

        var rows = new List<byte>();
        var index = new List<SealedRow>();
        foreach (var row in batch.Index.Span)
        {
            if (stored.Contains(row.Sequence))
                continue;
            index.Add(row with { Offset = rows.Count });
            rows.AddRange(batch.Rows.Span.Slice(row.Offset, row.Length));
        }

        return index.Count == 0 ? null : new SealedBatch
        {
            SchemaVersion = batch.SchemaVersion,
            Stream = batch.Stream,
            RetentionClass = batch.RetentionClass,
            Token = batch.Token,
            Rows = rows.ToArray(),
            Index = index.ToArray(),
        };
    }
}
