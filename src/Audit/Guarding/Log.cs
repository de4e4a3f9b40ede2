using Microsoft.Extensions.Logging;

namespace Audit.Guarding;

/// <summary>Log messages of the guard: event ids 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Information, "The guard's policy was reloaded: {Rules} rules are configured.")]
    public static partial void PolicyLoaded(this ILogger logger, int rules);

    [LoggerMessage(1301, LogLevel.Error, "The guard's policy was changed to something that is not allowed, and stays as it was: {Errors}")]
    public static partial void PolicyRefused(this ILogger logger, string errors);

    [LoggerMessage(1302, LogLevel.Error, "The audit pipeline could not be started for a guarded operation, so that its record cannot be durable.")]
    public static partial void NotStarted(this ILogger logger, Exception exception);

    [LoggerMessage(1303, LogLevel.Error, "The attempt {EventId} ({Action}) was not durably recorded within {Timeout}.")]
    public static partial void NotDurable(this ILogger logger, Guid eventId, string action, TimeSpan timeout, Exception? exception);

    [LoggerMessage(1304, LogLevel.Error, "Whether an operation is approved, which rule {Rule} asks for, could not be found out within {Timeout}; it is refused.")]
    public static partial void ApprovalUnavailable(this ILogger logger, string rule, TimeSpan timeout, Exception? exception);

    [LoggerMessage(1305, LogLevel.Warning, "The guard's rule {Rule} let an operation through: {Step}, event {EventId}.")]
    public static partial void LetThrough(this ILogger logger, string rule, string step, Guid eventId);

    [LoggerMessage(1306, LogLevel.Warning, "The guard's rule {Rule} refused an operation: {Step}, event {EventId}.")]
    public static partial void Refused(this ILogger logger, string rule, string step, Guid eventId);
}
