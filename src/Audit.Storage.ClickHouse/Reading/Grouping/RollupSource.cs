using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Grouping;

/// <summary>
/// The counts of a range of time: of the whole spans in it from a rollup, of what is left at its ends from the log, so that the answer is the one that
/// the log alone gives.
/// </summary>
internal sealed class RollupSource
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private readonly Rollup _rollup;
    private readonly TimeRange _range;
    private readonly TimeRange _whole;

    private RollupSource(Rollup rollup, TimeRange range, TimeRange whole)
    {
        _rollup = rollup;
        _range = range;
        _whole = whole;
    }

    /// <summary>The time of a row, in microseconds since 1970-01-01 UTC: of an event, or the beginning of a span.</summary>
    public static SqlFragment Time { get; } = new("at");

    /// <summary>What answers a query by a rollup; <see langword="null"/> when none fits or no whole span lies in the range.</summary>
    public static RollupSource? For(AggregateQuery query, TimeRange range, long? bucket)
    {
        if (Rollup.For(query, bucket) is not { } rollup)
            return null;

        var whole = new TimeRange(-Floor(-range.First, rollup.Width), Floor(range.End, rollup.Width));
        return whole.First >= whole.End ? null : new RollupSource(rollup, range, whole);
    }

    /// <summary>
    /// Asks whether all events that the rollup counted must still be in the log. Those that expired are deleted in the log and in the rollup at different times.
    /// </summary>
    public SqlText IsComplete(long now)
    {
        var sql = new SqlText();
        sql.Add($"SELECT toUInt8(countIf(toUnixTimestamp(expires_first) <= {now / MicrosecondsPerSecond}) = 0) FROM {_rollup.Table} WHERE 1");
        WriteWhole(sql);
        return sql;
    }

    /// <summary>Writes the rows to be summed up, in brackets.</summary>
    public void Write(SqlText sql, AuditFilter filter, long now)
    {
        var conditions = filter with { From = null, To = null, Last = null };
        sql.Add($"(SELECT toUnixTimestamp64Micro({_rollup.Start}) AS {Time}, {_rollup.Columns}, events, failures, destructive_events, rows_known, rows_affected_sum, rows_affected_max, duration_us_sum");
        sql.Add($" FROM {_rollup.Table} WHERE ");
        new FilterSql(sql, now).Write(conditions);
        WriteWhole(sql);
        if (_whole != _range)
        {
            sql.Add($" UNION ALL SELECT toUnixTimestamp64Micro(occurred_at) AS {Time}, {_rollup.Columns}, toUInt64(1) AS events, toUInt64(outcome = 'failed') AS failures, ");
            sql.Add($"toUInt64(destructive) AS destructive_events, toUInt64(rows_affected >= 0) AS rows_known, toInt128(greatest(rows_affected, 0)) AS rows_affected_sum, ");
            sql.Add($"greatest(rows_affected, -1) AS rows_affected_max, duration_us AS duration_us_sum FROM audit_logs WHERE ");
            new FilterSql(sql, now).Write(conditions);
            WriteEnds(sql);
        }

        sql.Add($")");
    }

    /// <summary>What a metric is in these rows; as <see cref="Metrics.Value"/> says of those of the log.</summary>
    public static SqlFragment Value(Metric metric) => metric switch
    {
        Metric.Count => new("sum(events)"),
        Metric.UniqueActors => Metrics.Value(metric),
        Metric.RowsAffectedSum => new("if(sum(rows_known) = 0, NULL, sum(rows_affected_sum))"),
        Metric.RowsAffectedMax => new("if(sum(rows_known) = 0, NULL, max(rows_affected_max))"),
        Metric.DurationAvg => new("if(sum(events) = 0, NULL, toFloat64(sum(duration_us_sum)) / toFloat64(sum(events)))"),
        Metric.Failures => new("sum(failures)"),
        Metric.Destructive => new("sum(destructive_events)"),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "No rollup has it."),
    };

    private void WriteWhole(SqlText sql)
    {
        if (_whole.First is { } first)
            sql.Add($" AND {_rollup.Start} >= fromUnixTimestamp64Micro({first}, 'UTC')");
        if (_whole.End is { } end)
            sql.Add($" AND {_rollup.Start} < fromUnixTimestamp64Micro({end}, 'UTC')");
    }

    private void WriteEnds(SqlText sql)
    {
        sql.Add($" AND (0");
        if (_range.First is { } first && _whole.First is { } from)
            sql.Add($" OR (occurred_at >= fromUnixTimestamp64Micro({first}, 'UTC') AND occurred_at < fromUnixTimestamp64Micro({from}, 'UTC'))");
        if (_range.End is { } end && _whole.End is { } until)
            sql.Add($" OR (occurred_at >= fromUnixTimestamp64Micro({until}, 'UTC') AND occurred_at < fromUnixTimestamp64Micro({end}, 'UTC'))");
        sql.Add($")");
    }

    private static long? Floor(long? time, long width) => time - (time % width + width) % width;
}
