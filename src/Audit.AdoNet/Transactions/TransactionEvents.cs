using System.Collections.Immutable;
using System.Globalization;
using Audit.AdoNet.Outcomes;
using Audit.AdoNet.Recording;
using Audit.Events;
using Audit.Redaction;
using Audit.Statements;

namespace Audit.AdoNet.Transactions;

/// <summary>Makes the events of transactions.</summary>
internal sealed class TransactionEvents(IAuditRedactor redactor, CaptureFailures failures)
{
    private readonly CommandErrors _errors = new();

    /// <summary>The event of a transaction that ended; it happened when it began. <see langword="null"/> when it could not be made, which is reported.</summary>
    public AuditEvent? TryCreate(TransactionRecord record, in TransactionEnd end, TimeSpan duration)
    {
#pragma warning disable CA1031 // It has ended: nothing of ours may turn that into an error.
        try
        {
            var error = end.Exception is null ? default : _errors.Describe(end.Exception, record.Profile?.Dialect ?? SqlDialect.Unknown);
            var message = error.Message is null ? default : redactor.RedactMessage(error.Message);
            return new AuditEvent(AuditEvent.UnixMicroseconds(record.StartedAt), record.Context)
            {
                Category = EventCategory.Transaction,
                Action = end.Action,
                Outcome = end.Outcome,
                Source = record.Context.Source ?? record.Source,
                Database = record.Profile?.Target,
                DurationMicroseconds = MicrosecondsOf(duration),
                ErrorCode = error.Code,
                ErrorMessage = message.Text,
                Redactions = message.IsTruncated ? [Redactions.ErrorTruncated] : [],
                TraceId = record.TraceId,
                SpanId = record.SpanId,
                TransactionId = record.Id,
                Attributes = AttributesOf(record, end.How),
            };
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>
    /// The event of a roll-back to a savepoint: it happened when the savepoint was set and lasted until it was rolled back to, so that a command
    /// of the same transaction is undone by it exactly when it started within that time.
    /// </summary>
    public AuditEvent? TryCreate(TransactionRecord record, TransactionRecord.Savepoint savepoint, TimeSpan duration)
    {
#pragma warning disable CA1031 // It has happened: nothing of ours may turn that into an error.
        try
        {
            return new AuditEvent(AuditEvent.UnixMicroseconds(savepoint.Time), record.Context)
            {
                Category = EventCategory.Transaction,
                Action = TransactionActions.SavepointRollback,
                Outcome = Outcome.RolledBack,
                Source = record.Context.Source ?? record.Source,
                Database = record.Profile?.Target,
                DurationMicroseconds = MicrosecondsOf(duration),
                TraceId = record.TraceId,
                SpanId = record.SpanId,
                TransactionId = record.Id,
                Attributes = savepoint.Name is { } name ? record.Attributes.Add(new AuditAttribute(TransactionActions.SavepointAttribute, name)) : record.Attributes,
            };
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    private static long MicrosecondsOf(TimeSpan duration) => Math.Max(0, duration.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static ImmutableArray<AuditAttribute> AttributesOf(TransactionRecord record, string? how)
    {
        var attributes = ImmutableArray.CreateBuilder<AuditAttribute>(5 + record.Attributes.Length);
        attributes.Add(new AuditAttribute(TransactionActions.CommandsAttribute, record.Commands.ToString(CultureInfo.InvariantCulture)));
        if (record.IsolationLevel is { } level)
            attributes.Add(new AuditAttribute(TransactionActions.IsolationAttribute, level));
        if (record.Savepoints > 0)
            attributes.Add(new AuditAttribute(TransactionActions.SavepointsAttribute, record.Savepoints.ToString(CultureInfo.InvariantCulture)));
        if (record.IsAmbient)
            attributes.Add(new AuditAttribute(TransactionActions.AmbientAttribute, "true"));
        if (how is not null)
            attributes.Add(new AuditAttribute(TransactionActions.EndAttribute, how));
        attributes.AddRange(record.Attributes);
        return attributes.DrainToImmutable();
    }
}
