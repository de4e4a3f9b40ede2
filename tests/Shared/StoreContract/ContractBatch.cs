using Audit.Encoding;
using Audit.Events;
using Audit.Retention;
using Audit.Sealing;
using Audit.Storage;

namespace Audit.Testing;

/// <summary>Seals batches as the engine does.</summary>
internal static class ContractBatch
{
    public static SealedBatch Of(string stream, IReadOnlyList<AuditEvent> events, string retentionClass = "default", ulong firstSequence = 1)
    {
        var encoder = new RowEncoder(SampleEvents.Origin);
        var keptFor = new RetentionClass(0, retentionClass, 0);
        var batch = new OpenBatch();
        for (var i = 0; i < events.Count; i++)
            batch.Add(events[i], keptFor, firstSequence + (ulong)i, encoder);
        return Expiring(batch.Seal(stream, retentionClass, copy: true), static number => uint.MaxValue - number);
    }

    /// <summary>The same batch with other times of expiry, by the number of the row from 0. A store may drop what expired, however the clock of the machine stands.</summary>
    public static SealedBatch Expiring(SealedBatch batch, Func<uint, uint> expiresAt) => new()
    {
        SchemaVersion = batch.SchemaVersion,
        Stream = batch.Stream,
        RetentionClass = batch.RetentionClass,
        Token = batch.Token,
        Rows = batch.Rows,
        Index = batch.Index.ToArray().Select((row, number) => row with { ExpiresAt = expiresAt((uint)number) }).ToArray(),
    };

    /// <summary>The same batch over other memory.</summary>
    public static SealedBatch Over(SealedBatch batch, ReadOnlyMemory<byte> rows) => new()
    {
        SchemaVersion = batch.SchemaVersion,
        Stream = batch.Stream,
        RetentionClass = batch.RetentionClass,
        Token = batch.Token,
        Rows = rows,
        Index = batch.Index,
    };

    public static IReadOnlyList<ContractRow> RowsOf(SealedBatch batch)
    {
        var rows = new List<ContractRow>();
        foreach (var row in batch.Index.Span)
            rows.Add(new ContractRow(row.Sequence, row.LeafCheck, row.ExpiresAt, batch.Rows.Slice(row.Offset, row.Length).ToArray()));
        return rows;
    }
}
