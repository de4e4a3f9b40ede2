namespace Audit.Notifying;

/// <summary>Carries notifications to people: a log, a webhook, a mail. Called by one dispatcher, never on a request's thread.</summary>
public interface IAuditNotifier
{
    /// <summary>The notifier's name, for logs and metrics.</summary>
    string Name { get; }

    /// <summary>Delivers a notification. Every exception means: try again later; the dispatcher retries and gives up in time.</summary>
    ValueTask NotifyAsync(AuditNotification notification, CancellationToken cancellationToken);
}
