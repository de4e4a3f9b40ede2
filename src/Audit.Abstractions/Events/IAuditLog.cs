namespace Audit.Events;

/// <summary>Takes events into the pipeline. Thread-safe; a failing store never shows here.</summary>
public interface IAuditLog
{
    /// <summary>Whether anything recorded now would be kept: <see langword="false"/> when auditing is switched off or suppressed on this flow.</summary>
    bool IsEnabled { get; }

    /// <summary>
    /// Records an event from synchronous code. When the queue is full it waits or drops as the options say.
    /// </summary>
    /// <returns><see langword="false"/> when the event was dropped; the loss is counted and reported.</returns>
    bool Record(AuditEvent auditEvent);

    /// <summary>
    /// Records an event; completes when it is as safe as the options want events of its kind to be: in the pipeline, written to the local spool, or on the disk.
    /// When the queue is full it waits or drops as the options say.
    /// </summary>
    /// <returns><see langword="false"/> when the event was dropped; the loss is counted and reported.</returns>
    ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default);

    /// <summary>Completes when everything recorded before the call is in the store.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken = default);
}
