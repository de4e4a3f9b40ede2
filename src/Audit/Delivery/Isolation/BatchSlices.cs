using System.Security.Cryptography;
using Audit.Sealing;
using Audit.Storage;

namespace Audit.Delivery.Isolation;

/// <summary>Parts of a batch, each a batch with a token of its own: always the same for the same rows.</summary>
internal static class BatchSlices
{
    public static SealedBatch Of(SealedBatch batch, int first, int count)
    {
        var index = batch.Index.Slice(first, count);
        var rows = index.Span;
        using var root = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> leaf = stackalloc byte[LeafHash.Size];
        foreach (ref readonly var row in rows)
        {
            LeafHash.ComputeOfRow(batch.Rows.Span.Slice(row.Offset, row.Length), leaf);
            root.AppendData(leaf);
        }

        return new SealedBatch
        {
            SchemaVersion = batch.SchemaVersion,
            Stream = batch.Stream,
            RetentionClass = batch.RetentionClass,
            Token = SealedBatchToken.Of(batch.Stream, rows[0].Sequence, rows[^1].Sequence, root.GetHashAndReset()),
            Rows = batch.Rows,
            Index = index,
        };
    }
}
