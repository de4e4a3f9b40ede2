using Audit.Events;
using Audit.Querying;

namespace Audit.GraphQL.Loading;

/// <summary>Tells from the events of a transaction what became of something that was done in it.</summary>
internal static class TransactionEnds
{
    private const string SavepointRollback = "transaction.savepoint_rollback";

    /// <summary>Whether an event says how its transaction ended.</summary>
    public static bool IsEnd(AuditEvent auditEvent) =>
        auditEvent.Category == EventCategory.Transaction && auditEvent.Action != SavepointRollback;

    /// <summary>How it ended for an event; <see langword="null"/> when that is not known (yet).</summary>
    /// <param name="auditEvent">What was done in the transaction.</param>
    /// <param name="ends">The transaction's own events.</param>
    public static Outcome? OutcomeFor(AuditEvent auditEvent, List<StoredAuditEvent> ends)
    {
        Outcome? outcome = null;
        foreach (var end in ends)
        {
            if (IsEnd(end.Event))
                outcome = end.Event.Outcome;
            else if (Undoes(end.Event, auditEvent))
                return Outcome.RolledBack;
        }

        return outcome;
    }

    /// <summary>The event of a roll-back to a savepoint reaches from the savepoint to the roll-back: what began within is undone.</summary>
    private static bool Undoes(AuditEvent rollback, AuditEvent auditEvent) =>
        auditEvent.OccurredAtUnixMicroseconds >= rollback.OccurredAtUnixMicroseconds
        && auditEvent.OccurredAtUnixMicroseconds <= rollback.OccurredAtUnixMicroseconds + rollback.DurationMicroseconds;
}
