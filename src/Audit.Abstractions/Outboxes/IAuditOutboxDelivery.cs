using Audit.Events;

namespace Audit.Outboxes;

/// <summary>The engine, for outboxes: it encodes events that are kept in an application's own database, and delivers them from there. Thread-safe.</summary>
public interface IAuditOutboxDelivery
{
    /// <summary>Whether auditing is switched on.</summary>
    bool IsEnabled { get; }

    /// <summary>Encodes an event as it would be recorded: with the same rules of capture, redaction and retention.</summary>
    /// <returns><see langword="null"/> when the rules of capture leave it out.</returns>
    OutboxRow? Encode(AuditEvent auditEvent);

    /// <summary>
    /// Brings a batch to the store, however long that takes. When it returns, the store has every row once, or keeps it among the dead letters. Called for
    /// one batch of an outbox at a time.
    /// </summary>
    ValueTask DeliverAsync(OutboxBatch batch, CancellationToken cancellationToken);

    /// <summary>Tells what waits, for metrics and health reports.</summary>
    /// <param name="outbox">The outbox.</param>
    /// <param name="status">What waits in it; <see langword="null"/> when another process looks after it.</param>
    void Report(string outbox, OutboxStatus? status);
}
