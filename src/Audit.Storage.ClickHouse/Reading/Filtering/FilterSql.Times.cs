using Audit.Events;
using Audit.Querying;
using Audit.Querying.Filtering;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

internal sealed partial class FilterSql
{
    private void WriteTimes(AuditFilter filter, string path, ref Junction all)
    {
        var range = TimeRange.Of(filter, _now, path);
        if (range.First is { } first)
        {
            Begin(ref all, path);
            _sql.Add($"occurred_at >= fromUnixTimestamp64Micro({first}, 'UTC')");
        }

        if (range.End is { } end)
        {
            Begin(ref all, path);
            _sql.Add($"occurred_at < fromUnixTimestamp64Micro({end}, 'UTC')");
        }
    }

    private void WriteNumbers(AuditFilter filter, string path, ref Junction all)
    {
        if (filter.RowsAffected is { } rows)
        {
            // Negative means not known, and what is not known is neither less nor greater.
            Begin(ref all, $"{path}.rowsAffected");
            _sql.Add($"(rows_affected >= 0");
            WriteNumber(rows, Columns.RowsAffected, $"{path}.rowsAffected");
        }

        if (filter.DurationMicroseconds is { } duration)
        {
            Begin(ref all, $"{path}.durationMicroseconds");
            _sql.Add($"(1");
            WriteNumber(duration, Columns.Duration, $"{path}.durationMicroseconds");
        }
    }

    private void WriteNumber(LongFilter filter, Sql.SqlFragment column, string path)
    {
        if (filter.Eq is { } eq)
            _sql.Add($" AND {column} = {eq}");
        if (filter.Gt is { } gt)
            _sql.Add($" AND {column} > {gt}");
        if (filter.Gte is { } gte)
            _sql.Add($" AND {column} >= {gte}");
        if (filter.Lt is { } lt)
            _sql.Add($" AND {column} < {lt}");
        if (filter.Lte is { } lte)
            _sql.Add($" AND {column} <= {lte}");
        _limits.Count(path);
        _sql.Add($")");
    }
}
