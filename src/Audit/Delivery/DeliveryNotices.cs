using Audit.Buffering;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Notifying;

namespace Audit.Delivery;

/// <summary>Tells people what concerns the delivery of all events: by an event of its own and by a notification.</summary>
internal sealed class DeliveryNotices(EventBuffer buffer, IAuditNotifications notifications, ProcessRun run, TimeProvider time)
{
    /// <summary>Tells it.</summary>
    /// <param name="rule">The rule that the notification names.</param>
    /// <param name="severity">How bad it is.</param>
    /// <param name="title">What people read first.</param>
    /// <param name="describe">Makes the event that happened at a time, in microseconds since 1970-01-01 UTC, to nobody's account.</param>
    public void Tell(string rule, Risk severity, string title, Func<long, AuditContext, AuditEvent> describe)
    {
        var now = time.GetUtcNow();
        var told = describe(AuditEvent.UnixMicroseconds(now), AuditContext.Background);
        // Whether there is room for it or not: the sender must not wait for what it makes room for.
        buffer.AddNow(told);
        notifications.Publish(new AuditNotification
        {
            Title = title,
            Severity = severity,
            Rule = rule,
            OccurredAt = now,
            Application = run.Origin.Application,
            Environment = run.Origin.Environment,
            Event = told,
        });
    }
}
