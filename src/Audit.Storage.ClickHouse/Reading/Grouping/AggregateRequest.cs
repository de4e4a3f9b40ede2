using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Rows;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Grouping;

/// <summary>A checked request for groups, and the statements that answer it.</summary>
internal sealed class AggregateRequest
{
    private const int MaxLimit = 10_000;
    private const int MaxDimensions = 6;

    private static readonly SqlFragment LogTime = new("toUnixTimestamp64Micro(occurred_at)");

    private readonly AggregateQuery _query;
    private readonly long _now;
    private readonly TimeRange _range;

    /// <exception cref="AuditQueryException">The request is not valid.</exception>
    public AggregateRequest(AggregateQuery query, long now)
    {
        _query = query;
        _now = now;
        Dimensions.Check(query.By, MaxDimensions, "by");
        if (query.Metrics.IsDefaultOrEmpty)
            throw new AuditQueryException(AuditQueryFailure.Invalid, "metrics: name at least one.");
        if (query.Metrics.Length > Enum.GetValues<Metric>().Length)
            throw new AuditQueryException(AuditQueryFailure.Invalid, "metrics: a metric is named twice.");
        if (query.Limit is < 1 or > MaxLimit)
            throw new AuditQueryException(AuditQueryFailure.Invalid, "limit: it must lie between 1 and 10000.");
        if (query.Bucket is { } bucket)
            _ = TimeBuckets.Of(bucket);
        if (!Enum.IsDefined(query.Direction))
            throw new AuditQueryException(AuditQueryFailure.Invalid, "direction: there is no such value.");
        _range = TimeRange.Of(query.Filter, now, "filter");
    }

    /// <summary>The number of rows that the statement returns at the most: one tells that there are more than asked for.</summary>
    public int MaxRows => _query.Limit + 1;

    /// <summary>Whether the store has to be asked first from when to when its events are.</summary>
    public bool NeedsRange => _query.By.Contains(Dimension.Time) && _query.Bucket is null && (_range.First is null || _range.End is null);

    /// <summary>Asks for the first and the last time.</summary>
    public SqlText Range()
    {
        var sql = new SqlText();
        sql.Add($"SELECT toUnixTimestamp64Micro(min(occurred_at)), toUnixTimestamp64Micro(max(occurred_at)) FROM audit_logs WHERE ");
        new FilterSql(sql, _now).Write(_query.Filter);
        return sql;
    }

    /// <summary>A rollup that gives the same answer as the log, if there is one.</summary>
    public RollupSource? Rollup(long first, long end) =>
        RollupSource.For(_query, _range, _query.By.Contains(Dimension.Time) ? Buckets(first, end).Width : null);

    /// <summary>Asks for the groups, of the log or of a rollup.</summary>
    public SqlText Groups(long first, long end, RollupSource? rollup)
    {
        var sql = new SqlText();
        var by = _query.By;
        var keys = new SqlFragment[by.Length];
        sql.Add($"SELECT ");
        for (var i = 0; i < by.Length; i++)
        {
            var key = keys[i] = new SqlFragment(string.Create(CultureInfo.InvariantCulture, $"k{i}"));
            if (by[i] == Dimension.Time)
                sql.Add($"{Buckets(first, end).Start(sql, rollup is null ? LogTime : RollupSource.Time)} AS {key}, ");
            else if (Dimensions.IsList(by[i]))
                sql.Add($"toString(arrayJoin({Dimensions.Value(by[i])})) AS {key}, ");
            else
                sql.Add($"toString({Dimensions.Value(by[i])}) AS {key}, ");
        }

        for (var i = 0; i < _query.Metrics.Length; i++)
            sql.Add($"{new SqlFragment(i == 0 ? "" : ", ")}toNullable(toFloat64({Value(_query.Metrics[i], rollup)}))");
        sql.Add($" FROM ");
        if (rollup is not null)
        {
            rollup.Write(sql, _query.Filter, _now);
        }
        else
        {
            sql.Add($"audit_logs WHERE ");
            new FilterSql(sql, _now).Write(_query.Filter);
        }

        if (keys.Length > 0)
            sql.Add($" GROUP BY {new SqlFragment(string.Join(", ", keys))}");
        WriteOrder(sql, keys, rollup);
        return sql.Add($" LIMIT {(long)MaxRows}");
    }

    public AggregateResult Read(ReadOnlySpan<byte> answer, TimeSpan elapsed)
    {
        var reader = new RowBinaryReader(answer);
        var rows = new List<AggregateRow>();
        while (!reader.IsAtEnd)
        {
            var key = new string?[_query.By.Length];
            for (var i = 0; i < key.Length; i++)
                key[i] = _query.By[i] == Dimension.Time ? TimeBuckets.Format(reader.Int64()) : TextOrNull(reader.Text());
            var metrics = new double?[_query.Metrics.Length];
            for (var i = 0; i < metrics.Length; i++)
                metrics[i] = reader.IsNull() ? null : reader.Float64();
            rows.Add(new AggregateRow(ImmutableCollectionsMarshal.AsImmutableArray(key), ImmutableCollectionsMarshal.AsImmutableArray(metrics)));
        }

        var truncated = rows.Count > _query.Limit;
        if (truncated)
            rows.RemoveAt(rows.Count - 1);
        return new AggregateResult(rows, truncated, elapsed);
    }

    private TimeBuckets Buckets(long first, long end) => _query.Bucket is { } bucket
        ? TimeBuckets.Of(bucket)
        : TimeBuckets.ForRange(Math.Max(0, (_range.End ?? end) - (_range.First ?? first)));

    /// <summary>The keys last, so that the order is one and the same every time.</summary>
    private void WriteOrder(SqlText sql, SqlFragment[] keys, RollupSource? rollup)
    {
        if (keys.Length == 0)
            return;

        sql.Add($" ORDER BY ");
        var time = _query.By.IndexOf(Dimension.Time);
        if (_query.OrderBy is null && time >= 0)
            sql.Add($"{keys[time]} ASC, ");
        var metric = Value(_query.OrderBy ?? _query.Metrics[0], rollup);
        var direction = new SqlFragment(_query.OrderBy is not null && _query.Direction == SortDirection.Ascending ? "ASC" : "DESC");
        sql.Add($"{metric} {direction} NULLS LAST, {new SqlFragment(string.Join(", ", keys))}");
    }

    private static SqlFragment Value(Metric metric, RollupSource? rollup) => rollup is null ? Metrics.Value(metric) : RollupSource.Value(metric);

    private static string? TextOrNull(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(utf8);
}
