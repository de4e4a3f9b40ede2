using Audit.Context;
using Audit.Events;

namespace Audit.Crash;

/// <summary>Events that are told by a number.</summary>
internal static class Events
{
    public static AuditEvent Of(long number) => new(1_700_000_000_000_000 + number, AuditContext.Background)
    {
        Category = EventCategory.Database,
        Action = "db.update",
        RowsAffected = number,
        ErrorMessage = new string('x', (int)(number % 300)),
    };
}
