using Audit.Events;
using Audit.Querying.Filtering;

namespace Audit.Querying;

/// <summary>
/// A filter that is evaluated in memory, event by event: it holds for the events that a store finds by the same filter. Immutable and thread-safe.
/// </summary>
public sealed class AuditFilterPredicate
{
    private readonly EventTest _test;

    private AuditFilterPredicate(EventTest test) => _test = test;

    /// <summary>Prepares a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <exception cref="AuditQueryException">The filter is not valid, or too big; a store refuses it for the same reason.</exception>
    public static AuditFilterPredicate Of(AuditFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new AuditFilterPredicate(new FilterCompiler().Compile(filter));
    }

    /// <summary>Whether an event fulfils the filter.</summary>
    /// <param name="auditEvent">The event, as it was read from a store or as it is about to be stored.</param>
    /// <param name="now">The time that relative ranges end at.</param>
    public bool Matches(AuditEvent auditEvent, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return _test(auditEvent, AuditEvent.UnixMicroseconds(now));
    }
}
