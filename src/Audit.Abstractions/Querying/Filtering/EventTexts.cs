using System.Collections.Immutable;
using System.Globalization;
using Audit.Context;
using Audit.Events;

namespace Audit.Querying.Filtering;

/// <summary>The texts of an event as they are stored: one that is not there is empty.</summary>
internal static class EventTexts
{
    public static string ActorId(AuditEvent auditEvent) => ActorText(auditEvent, auditEvent.Context.Actor.Id);

    public static string ActorName(AuditEvent auditEvent) => ActorText(auditEvent, auditEvent.Context.Actor.Name);

    public static string TransactionId(AuditEvent auditEvent) => auditEvent.TransactionId == Guid.Empty ? "" : auditEvent.TransactionId.ToString();

    public static ulong Fingerprint(AuditEvent auditEvent) => auditEvent.Statement?.Fingerprint ?? 0;

    /// <summary>Sixteen digits, empty when there is none.</summary>
    public static string FingerprintText(AuditEvent auditEvent) =>
        Fingerprint(auditEvent) is > 0 and var number ? number.ToString("x16", CultureInfo.InvariantCulture) : "";

    public static ImmutableArray<string> Operations(AuditEvent auditEvent) => auditEvent.Statement?.Operations ?? [];

    public static ImmutableArray<string> TablesRead(AuditEvent auditEvent) => auditEvent.Statement?.TablesRead ?? [];

    public static ImmutableArray<string> TablesWritten(AuditEvent auditEvent) => auditEvent.Statement?.TablesWritten ?? [];

    /// <summary>A custom attribute; of equal names the last counts, and the event's own before those of its context.</summary>
    public static string? Attribute(AuditEvent auditEvent, string name) =>
        Last(auditEvent.Attributes, name) ?? Last(auditEvent.Context.Attributes, name);

    /// <summary>The application itself acts under its own name.</summary>
    private static string ActorText(AuditEvent auditEvent, string? text) =>
        (auditEvent.Context.Actor is { Type: ActorType.System, Id.Length: 0 } ? auditEvent.Origin?.Application : text) ?? "";

    private static string? Last(ImmutableArray<AuditAttribute> attributes, string name)
    {
        for (var i = attributes.Length - 1; i >= 0; i--)
        {
            if (attributes[i].Name == name)
                return attributes[i].Value ?? "";
        }

        return null;
    }
}
