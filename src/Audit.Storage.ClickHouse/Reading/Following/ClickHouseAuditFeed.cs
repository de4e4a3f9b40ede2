using System.Globalization;
using Audit.Events;
using Audit.Live;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Reading.Rows;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Following;

/// <summary>
/// Tells what ClickHouse took last. The log is ordered by the time of the events, which bounds what is looked at: an event that arrives later than an hour
/// after it happened is none of the last.
/// </summary>
internal sealed class ClickHouseAuditFeed(QueryRunner runner) : IAuditFeed
{
    private const int MostIds = 1_000;

    /// <summary>The last millisecond that an id can tell; ids of later times tell this one.</summary>
    private const long LastMillisecond = (1L << 48) - 1;

    public async ValueTask<AuditFeedPage> ListAsync(AuditFeedRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Limit);
        var window = (long)request.Window.TotalMilliseconds;
        var floor = request.NotBefore?.ToUnixTimeMilliseconds() ?? 0;
        var limit = new SqlFragment(request.Limit.ToString(CultureInfo.InvariantCulture));
        var sql = new SqlText();
        sql.Add($"WITH now64(3, 'UTC') AS now, greatest(now - toIntervalMillisecond({window}), fromUnixTimestamp64Milli({floor}, 'UTC')) AS start ");
        sql.Add($"SELECT toUnixTimestamp64Milli(now), toUnixTimestamp64Milli(start), count(), groupArraySorted({limit})((-toUnixTimestamp64Milli(ingested_at), id)) ");
        sql.Add($"FROM audit_logs WHERE ingested_at >= start AND occurred_at >= start - toIntervalHour(1) AND stream != {request.ExceptStream}");
        return await runner.RunAsync(sql, "follow", 1, ReadPage, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StoredAuditEvent>> ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MostIds);
        if (ids.Count == 0)
            return [];

        // An id tells its millisecond, and the milliseconds what to search.
        var first = long.MaxValue;
        var last = 0L;
        foreach (var id in ids)
        {
            var millisecond = AuditId.UnixMilliseconds(id);
            first = Math.Min(first, millisecond ?? 0);
            last = Math.Max(last, millisecond ?? long.MaxValue);
        }

        var sql = new SqlText();
        sql.Add($"SELECT {EventColumns.List} FROM audit_logs WHERE ");
        if (first > 0)
            sql.Add($"occurred_at >= fromUnixTimestamp64Micro({first * 1000}, 'UTC') AND ");
        if (last < LastMillisecond)
            sql.Add($"occurred_at < fromUnixTimestamp64Micro({(last + 1) * 1000}, 'UTC') AND ");
        Guid[] all = [.. ids];
        sql.Add($"id IN {all}");
        return await runner.RunAsync(sql, "follow", MostIds, EventRowReader.ReadAll, cancellationToken).ConfigureAwait(false);
    }

    private static AuditFeedPage ReadPage(ReadOnlySpan<byte> answer)
    {
        var reader = new RowBinaryReader(answer);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(reader.Int64());
        var start = DateTimeOffset.FromUnixTimeMilliseconds(reader.Int64());
        var total = (long)reader.UInt64();
        var entries = new AuditFeedEntry[reader.Length()];
        for (var i = 0; i < entries.Length; i++)
        {
            var ingestedAt = DateTimeOffset.FromUnixTimeMilliseconds(-reader.Int64());
            entries[i] = new AuditFeedEntry(reader.Uuid(), ingestedAt);
        }

        return new AuditFeedPage(start, now, total, entries);
    }
}
