using Audit.Events;

namespace Audit.Querying.Filtering;

/// <summary>A condition on an event.</summary>
/// <param name="auditEvent">The event.</param>
/// <param name="now">The time that relative ranges end at, in microseconds since 1970-01-01 UTC.</param>
internal delegate bool EventTest(AuditEvent auditEvent, long now);
