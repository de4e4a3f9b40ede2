using System.Text;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Rows;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Retention;

/// <summary>Counts what is stored of each class, which is a part of every partition's key.</summary>
internal sealed class RetentionRequest(RetentionQuery query, long now)
{
    /// <summary>Classes are configured by hand.</summary>
    public const int MaxClasses = 1_000;

    /// <summary>
    /// Unfiltered, neither part reads a row: counts and oldest events come from what the engine keeps of each part of the table, sizes from its list of them.
    /// A partition is told as ('class',202603).
    /// </summary>
    public SqlText Usage()
    {
        var sql = new SqlText();
        if (query.Filter is null)
        {
            sql.Add($"SELECT name, events, oldest, toInt64(bytes) FROM (");
            WriteCounts(sql);
            return sql.Add($") AS counts LEFT JOIN (SELECT extract(partition, '^\\(\\'(.*)\\',') AS name, sum(bytes_on_disk) AS bytes FROM system.parts WHERE database = currentDatabase() AND table = 'audit_logs' AND active GROUP BY name) AS sizes USING (name) ORDER BY name");
        }

        sql.Add($"SELECT name, events, oldest, toInt64(-1) FROM (");
        WriteCounts(sql);
        return sql.Add($") ORDER BY name");
    }

    /// <summary>The classes of which is not known how long they are kept.</summary>
    public string[] UnknownOf(IReadOnlyList<RetentionUsage> usage) => [.. usage.Select(static one => one.Name).Except(query.Known, StringComparer.Ordinal)];

    /// <summary>How long the newest event of each class is kept: what is configured may have changed since the others.</summary>
    public SqlText KeptFor(string[] classes)
    {
        var sql = new SqlText();
        sql.Add($"SELECT toString(retention_class) AS name, argMax(toInt64(toUnixTimestamp(expires_at)) - toInt64(toUnixTimestamp(occurred_at)), occurred_at) FROM audit_logs WHERE retention_class IN {classes} AND ");
        new FilterSql(sql, now).Write(query.Filter ?? new AuditFilter());
        return sql.Add($" GROUP BY name");
    }

    public static IReadOnlyList<RetentionUsage> ReadUsage(ReadOnlySpan<byte> answer)
    {
        var usage = new List<RetentionUsage>();
        var reader = new RowBinaryReader(answer);
        while (!reader.IsAtEnd)
        {
            var name = Encoding.UTF8.GetString(reader.Text());
            var events = (long)reader.UInt64();
            var oldest = DateTimeOffset.UnixEpoch.AddTicks(reader.Int64() * TimeSpan.TicksPerMicrosecond);
            var bytes = reader.Int64();
            usage.Add(new RetentionUsage(name, events, bytes < 0 ? null : bytes, oldest, null));
        }

        return usage;
    }

    /// <summary>The same with the times of the answer to <see cref="KeptFor"/>.</summary>
    public static IReadOnlyList<RetentionUsage> ReadKeptFor(IReadOnlyList<RetentionUsage> usage, ReadOnlySpan<byte> answer)
    {
        var keptFor = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var reader = new RowBinaryReader(answer);
        while (!reader.IsAtEnd)
            keptFor[Encoding.UTF8.GetString(reader.Text())] = TimeSpan.FromSeconds(reader.Int64());
        return [.. usage.Select(one => keptFor.TryGetValue(one.Name, out var kept) ? one with { KeptFor = kept } : one)];
    }

    private void WriteCounts(SqlText sql)
    {
        sql.Add($"SELECT toString(retention_class) AS name, count() AS events, toUnixTimestamp64Micro(min(occurred_at)) AS oldest FROM audit_logs ");
        if (query.Filter is { } filter)
        {
            sql.Add($"WHERE ");
            new FilterSql(sql, now).Write(filter);
        }

        sql.Add($" GROUP BY retention_class");
    }
}
