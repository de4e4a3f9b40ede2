using System.Collections.Immutable;
using Audit.Events;
using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Filtering;

namespace Audit.Storage.ClickHouse.Exporting;

/// <summary>Filters whose ranges of time do not move any more.</summary>
internal static class FrozenFilter
{
    /// <summary>The same filter with ranges that end now.</summary>
    /// <param name="filter">The filter, which is valid.</param>
    /// <param name="now">Now, in microseconds since 1970-01-01 UTC.</param>
    public static AuditFilter Of(AuditFilter filter, long now)
    {
        var frozen = filter with { And = All(filter.And, now), Or = All(filter.Or, now), Not = filter.Not is { } not ? Of(not, now) : null };
        if (filter.Last is null)
            return frozen;

        var range = TimeRange.Of(filter, now, "filter");
        return frozen with { Last = null, From = TimeOf(range.First), To = TimeOf(range.End) };
    }

    private static ImmutableArray<AuditFilter>? All(ImmutableArray<AuditFilter>? filters, long now) =>
        filters is not { IsDefaultOrEmpty: false } some ? filters : [.. some.Select(filter => Of(filter, now))];

    /// <summary>A span may reach to before the first time there is.</summary>
    private static DateTimeOffset? TimeOf(long? microseconds)
    {
        var first = AuditEvent.UnixMicroseconds(DateTimeOffset.MinValue);
        return microseconds is { } value ? DateTimeOffset.UnixEpoch.AddTicks(Math.Max(value, first) * TimeSpan.TicksPerMicrosecond) : null;
    }
}
