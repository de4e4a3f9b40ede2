using Audit.Events;

namespace Audit.Querying.Filtering;

/// <summary>A range of time in microseconds since 1970-01-01 UTC.</summary>
/// <param name="First">The first microsecond.</param>
/// <param name="End">The first microsecond that is no longer part of it.</param>
internal readonly record struct TimeRange(long? First, long? End)
{
    public bool Contains(long time) => (First is not { } first || time >= first) && (End is not { } end || time < end);

    /// <summary>The range that a filter itself sets, nested filters apart.</summary>
    /// <exception cref="AuditQueryException">The range is not valid.</exception>
    public static TimeRange Of(AuditFilter filter, long now, string path)
    {
        if (filter.Last is not { } last)
            return new TimeRange(Ceiling(filter.From), Ceiling(filter.To));
        if (filter.From is not null || filter.To is not null)
            throw FilterLimits.Invalid($"{path}.last", "it excludes from and to; give either a relative or an absolute range.");
        if (last <= TimeSpan.Zero)
            throw FilterLimits.Invalid($"{path}.last", "the duration must be greater than zero.");

        // Now itself belongs to the range: an event of this microsecond has happened.
        return new TimeRange(now - last.Ticks / TimeSpan.TicksPerMicrosecond, now + 1);
    }

    /// <summary>Times of events are whole microseconds, so a bound between two of them means the later one.</summary>
    private static long? Ceiling(DateTimeOffset? time)
    {
        if (time is not { } bound)
            return null;
        var floor = AuditEvent.UnixMicroseconds(bound);
        return bound.UtcTicks % TimeSpan.TicksPerMicrosecond == 0 ? floor : floor + 1;
    }
}
