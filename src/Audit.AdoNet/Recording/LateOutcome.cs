using Audit.Events;

namespace Audit.AdoNet.Recording;

/// <summary>An error may become known after the command's event was made, since some drivers report it while the result is read.</summary>
internal static class LateOutcome
{
    /// <summary>The same event, ended otherwise.</summary>
    public static AuditEvent WithOutcome(this AuditEvent auditEvent, Outcome outcome, string errorCode, string errorMessage) =>
        new(auditEvent) { Outcome = outcome, ErrorCode = errorCode, ErrorMessage = errorMessage };
}
