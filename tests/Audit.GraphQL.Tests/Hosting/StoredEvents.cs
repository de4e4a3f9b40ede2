using Audit.Context;
using Audit.Events;
using Audit.Querying;
using Audit.Testing;

namespace Audit.GraphQL.Tests.Hosting;

/// <summary>Events as a store gives them back.</summary>
internal static class StoredEvents
{
    public static readonly DateTimeOffset IngestedAt = new(2026, 3, 1, 12, 0, 1, 500, TimeSpan.Zero);

    public static StoredAuditEvent Of(AuditEvent auditEvent, DateTimeOffset? expiresAt = null) => new(
        auditEvent, "stream-1", 1, IngestedAt, expiresAt ?? DateTimeOffset.FromUnixTimeSeconds(uint.MaxValue));

    public static Guid Id(int number) => Guid.ParseExact($"019cac1a-2b80-71f9-8000-{number:x12}", "D");

    /// <summary>An event a number of seconds after <see cref="SampleEvents.Time"/>.</summary>
    public static StoredAuditEvent At(
        int second,
        EventCategory category = EventCategory.Database,
        string? trace = null,
        string? session = null,
        int transaction = 0,
        Guid parent = default,
        Outcome outcome = Outcome.Succeeded,
        string action = "test",
        int seconds = 0) =>
        Of(new AuditEvent(SampleEvents.Time + second * 1_000_000L, AuditContext.Background with { SessionId = session })
        {
            Id = Id(second),
            Origin = SampleEvents.Origin,
            Category = category,
            Action = action,
            DurationMicroseconds = seconds * 1_000_000L,
            TraceId = trace,
            TransactionId = transaction == 0 ? Guid.Empty : Id(transaction),
            ParentId = parent,
            Outcome = outcome,
        });
}
