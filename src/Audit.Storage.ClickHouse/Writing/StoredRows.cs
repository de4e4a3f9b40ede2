using System.Buffers.Binary;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>Tells which rows of a batch are stored: by stream and sequence, and by their times, which is what the table is sorted by.</summary>
internal static class StoredRows
{
    /// <summary>The time stands behind the version and the id of a row.</summary>
    private const int TimeOffset = 1 + 16;

    private const string Query =
        $"SELECT seq FROM {AuditTables.Log} WHERE stream = {{stream:String}} AND seq BETWEEN {{lowest:UInt64}} AND {{highest:UInt64}} "
        + "AND occurred_at BETWEEN fromUnixTimestamp64Micro({first:Int64}, 'UTC') AND fromUnixTimestamp64Micro({last:Int64}, 'UTC')";

    public static async ValueTask<IReadOnlySet<ulong>?> FindAsync(AuditDatabase database, SealedBatch batch, CancellationToken cancellationToken)
    {
        var index = batch.Index;
        var (first, last) = TimesOf(batch);
        var parameters = new ClickHouseParameterCollection
        {
            new ClickHouseDbParameter { ParameterName = "stream", Value = batch.Stream },
            new ClickHouseDbParameter { ParameterName = "lowest", Value = index.Span[0].Sequence },
            new ClickHouseDbParameter { ParameterName = "highest", Value = index.Span[^1].Sequence },
            new ClickHouseDbParameter { ParameterName = "first", Value = first },
            new ClickHouseDbParameter { ParameterName = "last", Value = last },
        };
        var found = new HashSet<ulong>();
        using var reader = await database.Client.ExecuteReaderAsync(Query, parameters, QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(reader.GetFieldValue<ulong>(0));
        return found;
    }

    private static (long First, long Last) TimesOf(SealedBatch batch)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var row in batch.Index.Span)
        {
            var time = BinaryPrimitives.ReadInt64LittleEndian(batch.Rows.Span[(row.Offset + TimeOffset)..]);
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        }

        return (first, last);
    }
}
