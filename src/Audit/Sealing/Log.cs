using Microsoft.Extensions.Logging;

namespace Audit.Sealing;

/// <summary>Log messages of sealing: event ids 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Error, "Audit event {EventId} could not be encoded and is lost. The loss is declared in the log.")]
    public static partial void EncodingFailed(this ILogger logger, Exception exception, Guid eventId);

    [LoggerMessage(1101, LogLevel.Error, "{Count} audit events were lost ({Reason}). The loss is declared in the log.")]
    public static partial void LossDeclared(this ILogger logger, string count, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "An audit event names the retention class '{RetentionClass}', which is not configured in Audit:Retention:Classes. It is kept as events of its category are.")]
    public static partial void UnknownRetentionClass(this ILogger logger, string retentionClass);
}
