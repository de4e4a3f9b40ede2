using Audit.Events;

namespace Audit.Notifying;

/// <summary>Something that people must hear of at once.</summary>
public sealed record AuditNotification
{
    /// <summary>What happened, in one line, without secrets, for example <c>DROP TABLE "Orders" was blocked</c>.</summary>
    public required string Title { get; init; }

    /// <summary>How much harm it can do.</summary>
    public required Risk Severity { get; init; }

    /// <summary>The rule that asked for the notification.</summary>
    public required string Rule { get; init; }

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The application it happened in.</summary>
    public required string Application { get; init; }

    /// <summary>The environment of the application.</summary>
    public required string Environment { get; init; }

    /// <summary>The recorded event that it is about, redacted like every event.</summary>
    public required AuditEvent Event { get; init; }
}
