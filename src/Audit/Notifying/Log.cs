using Audit.Events;
using Microsoft.Extensions.Logging;

namespace Audit.Notifying;

/// <summary>Log messages of notifications: event ids 1800 to 1899.</summary>
internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Critical, "{Title}. Severity {Severity}, rule {Rule}, application {Application}, environment {Environment}, outcome {Outcome}, audit event {EventId} at {OccurredAt:O}.")]
    public static partial void Notified(
        this ILogger logger, string title, Risk severity, string rule, string application, string environment, string outcome, Guid eventId, DateTimeOffset occurredAt);

    [LoggerMessage(1801, LogLevel.Warning, "The notifier {Notifier} failed to deliver a notification about the audit event {EventId}.")]
    public static partial void AttemptFailed(this ILogger logger, Exception exception, string notifier, Guid eventId);

    [LoggerMessage(1802, LogLevel.Error, "The notifier {Notifier} gave up after {Attempts} attempts; lost: {Title} (audit event {EventId}).")]
    public static partial void GaveUp(this ILogger logger, Exception exception, string notifier, string title, Guid eventId, int attempts);

    [LoggerMessage(1803, LogLevel.Error, "The queue of the notifier {Notifier} is full: notifications are lost, first: {Title}.")]
    public static partial void QueueFull(this ILogger logger, string notifier, string title);

    [LoggerMessage(1804, LogLevel.Error, "The notifier {Notifier} has stopped; lost: {Title}.")]
    public static partial void PublishedTooLate(this ILogger logger, string notifier, string title);

    [LoggerMessage(1805, LogLevel.Critical, "{Count} notifications were not delivered before the application had to stop, and are lost.")]
    public static partial void NotDelivered(this ILogger logger, long count);

    [LoggerMessage(1806, LogLevel.Debug, "Delivery by the notifier {Notifier} was cancelled.")]
    public static partial void Cancelled(this ILogger logger, string notifier);

    [LoggerMessage(1807, LogLevel.Debug, "The application stops before all notifications are delivered.")]
    public static partial void OutOfTime(this ILogger logger);
}
