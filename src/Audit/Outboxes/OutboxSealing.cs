using System.Security.Cryptography;
using Audit.Sealing;
using Audit.Storage;

namespace Audit.Outboxes;

/// <summary>Makes the batch of an outbox's rows: always the same, token included, of the same rows.</summary>
internal static class OutboxSealing
{
    public static SealedBatch Seal(OutboxBatch batch)
    {
        var rows = batch.Rows;
        var bytes = new byte[rows.Sum(static row => row.Bytes.Length)];
        var index = new SealedRow[rows.Count];
        using var root = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> leaf = stackalloc byte[LeafHash.Size];
        var offset = 0;
        for (var i = 0; i < index.Length; i++)
        {
            var row = rows[i];
            row.Bytes.Span.CopyTo(bytes.AsSpan(offset));
            LeafHash.ComputeOfRow(row.Bytes.Span, leaf);
            root.AppendData(leaf);
            index[i] = new SealedRow(offset, row.Bytes.Length, batch.FirstSequence + (ulong)i, LeafHash.Check(leaf), row.ExpiresAt);
            offset += row.Bytes.Length;
        }

        return new SealedBatch
        {
            SchemaVersion = rows[0].SchemaVersion,
            Stream = batch.Stream,
            RetentionClass = rows[0].RetentionClass,
            Token = SealedBatchToken.Of(batch.Stream, index[0].Sequence, index[^1].Sequence, root.GetHashAndReset()),
            Rows = bytes,
            Index = index,
        };
    }
}
