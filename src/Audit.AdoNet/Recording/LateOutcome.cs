using Audit.Events;

namespace Audit.AdoNet.Recording;

/// <summary>An error may become known after the command's event was made, since some drivers report it while the result is read.</summary>
internal static class LateOutcome
{
    /// <summary>The same event, ended otherwise.</summary>
    public static AuditEvent WithOutcome(this AuditEvent auditEvent, Outcome outcome, string errorCode, string errorMessage) =>
        new(auditEvent.OccurredAtUnixMicroseconds, auditEvent.Context)
        {
            Id = auditEvent.Id,
            Origin = auditEvent.Origin,
            Category = auditEvent.Category,
            Action = auditEvent.Action,
            Outcome = outcome,
            Risk = auditEvent.Risk,
            Destructive = auditEvent.Destructive,
            Source = auditEvent.Source,
            Database = auditEvent.Database,
            Statement = auditEvent.Statement,
            Parameters = auditEvent.Parameters,
            Redactions = auditEvent.Redactions,
            RowsAffected = auditEvent.RowsAffected,
            RowsRead = auditEvent.RowsRead,
            DurationMicroseconds = auditEvent.DurationMicroseconds,
            ErrorCode = errorCode,
            ErrorMessage = errorMessage,
            TraceId = auditEvent.TraceId,
            SpanId = auditEvent.SpanId,
            TransactionId = auditEvent.TransactionId,
            ParentId = auditEvent.ParentId,
            Attributes = auditEvent.Attributes,
            RetentionClass = auditEvent.RetentionClass,
        };
}
