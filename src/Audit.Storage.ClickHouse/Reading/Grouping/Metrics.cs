using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Grouping;

/// <summary>What the metrics are in SQL: a number, or NULL where nothing is known.</summary>
internal static class Metrics
{
    public static SqlFragment Value(Metric metric) => metric switch
    {
        Metric.Count => new("count()"),
        Metric.UniqueActors => new("uniqExactIf(actor_id, actor_id != '')"),
        Metric.UniqueSessions => new("uniqExactIf(session_id, session_id != '')"),

        // Sums of 64-bit numbers wrap around; these do not.
        Metric.RowsAffectedSum => new("sumOrNullIf(toInt128(rows_affected), rows_affected >= 0)"),
        Metric.RowsAffectedMax => new("maxOrNullIf(rows_affected, rows_affected >= 0)"),
        Metric.DurationAvg => new("avgOrNull(duration_us)"),

        // Exact, because the approximations of the engine give another answer to the same question each time.
        Metric.DurationP50 => Quantile("0.5"),
        Metric.DurationP95 => Quantile("0.95"),
        Metric.DurationP99 => Quantile("0.99"),
        Metric.Failures => new("countIf(outcome = 'failed')"),
        Metric.Destructive => new("countIf(destructive)"),
        _ => throw new AuditQueryException(AuditQueryFailure.Invalid, "metrics: there is no such metric."),
    };

    private static SqlFragment Quantile(string level) => new($"quantileExactOrNull({level})(duration_us)");
}
