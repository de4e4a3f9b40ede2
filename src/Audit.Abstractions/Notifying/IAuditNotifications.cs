namespace Audit.Notifying;

/// <summary>Takes notifications to every registered <see cref="IAuditNotifier"/>. Thread-safe; never waits and never throws.</summary>
public interface IAuditNotifications
{
    /// <summary>Queues a notification.</summary>
    /// <returns><see langword="false"/> when the queue of a notifier is full: it gets there no more, which is counted and logged.</returns>
    bool Publish(AuditNotification notification);
}
