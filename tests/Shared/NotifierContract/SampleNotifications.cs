using System.Net;
using Audit.Context;
using Audit.Events;
using Audit.Notifying;
using Audit.Statements;

namespace Audit.Testing;

/// <summary>Notifications as they are in real life, always the same.</summary>
public static class SampleNotifications
{
    /// <summary>A table that somebody wanted to drop in the course of an HTTP request.</summary>
    public static AuditEvent BlockedDrop { get; } = new(SampleEvents.Time, new AuditContext
    {
        Actor = new AuditActor(ActorType.User, "u-1001", "alice", "tenant-7"),
        ClientIp = IPAddress.Parse("203.0.113.9"),
        RequestId = "0HN7:00000001",
        Reason = "INC-4711: wrong prices",
    })
    {
        Id = Guid.ParseExact("019cac1a-2b80-71f9-8000-000000000001", "D"),
        Category = EventCategory.Guard,
        Action = "guard.blocked",
        Outcome = Outcome.Blocked,
        Risk = Risk.Critical,
        Destructive = true,
        Source = CommandSource.RawSql,
        Database = new DatabaseTarget("postgresql", "db.example:5432", "shop"),
        Statement = new StatementInfo
        {
            Operations = ["DROP"],
            TablesWritten = ["products"],
            DestructiveReasons = [new("drop_table", Risk.Critical, "products")],
            RedactedText = "DROP TABLE \"products\"",
            Fingerprint = 0x1234_5678_9ABC_DEF0,
            Risk = Risk.Critical,
            Action = "db.drop",
        },
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        TransactionId = Guid.ParseExact("019cac1a-2b80-7000-8000-00000000abcd", "D"),
    };

    public static AuditNotification Of(AuditEvent recorded, string title = "DROP TABLE \"products\" was blocked") => new()
    {
        Title = title,
        Severity = Risk.Critical,
        Rule = "no-drops-in-production",
        OccurredAt = recorded.OccurredAt,
        Application = "shop",
        Environment = "Production",
        Event = recorded,
    };
}
