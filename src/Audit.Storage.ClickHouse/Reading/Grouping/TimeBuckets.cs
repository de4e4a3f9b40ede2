using System.Globalization;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Grouping;

/// <summary>Buckets of time of one width, aligned in UTC: to the epoch, whole weeks to Mondays.</summary>
/// <param name="Width">The width in microseconds.</param>
internal readonly record struct TimeBuckets(long Width)
{
    /// <summary>More buckets than this are too fine for what a chart can show.</summary>
    private const long MostBuckets = 120;

    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const long Week = 7 * Day;

    /// <summary>The first Monday after the epoch, which was a Thursday.</summary>
    private const long Monday = 4 * Day;

    private static readonly long[] Widths =
    [
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second,
        Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute,
        Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour, Day, 2 * Day, Week, 2 * Week, 4 * Week, 12 * Week, 24 * Week,
    ];

    /// <exception cref="AuditQueryException">The width is less than a second.</exception>
    public static TimeBuckets Of(TimeSpan width)
    {
        if (width < TimeSpan.FromSeconds(1))
            throw new AuditQueryException(AuditQueryFailure.Invalid, "bucket: it must be a second or more.");
        return new TimeBuckets(width.Ticks / TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>The finest of the usual widths that gives at most 120 buckets; from a range that two minutes fit into it gives about 50 or more.</summary>
    /// <param name="range">The range in microseconds.</param>
    public static TimeBuckets ForRange(long range)
    {
        foreach (var width in Widths)
        {
            if (range / width <= MostBuckets)
                return new TimeBuckets(width);
        }

        return new TimeBuckets(Widths[^1] * (1 + range / Widths[^1] / MostBuckets));
    }

    /// <summary>The beginning of the bucket that a time lies in; both in microseconds since 1970-01-01 UTC.</summary>
    public SqlFragment Start(SqlText sql, SqlFragment time)
    {
        var width = sql.Bind(Width);
        var offset = sql.Bind(Width % Week == 0 ? Monday : 0);
        return new SqlFragment($"toInt64({time} - positiveModulo({time} - {offset}, {width}))");
    }

    /// <summary>A beginning as ISO 8601 in UTC.</summary>
    public static string Format(long start)
    {
        var least = -DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;
        var most = (DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        var time = DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(start, least, most) * TimeSpan.TicksPerMicrosecond);
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }
}
