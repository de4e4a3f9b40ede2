using Microsoft.Extensions.Logging;

namespace Audit.Hosting;

/// <summary>Log messages of the pipeline's life: event ids 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Auditing started; stream {Stream}.")]
    public static partial void Started(this ILogger logger, string stream);

    [LoggerMessage(1001, LogLevel.Information, "Auditing stopped: {Recorded} events recorded, {Delivered} delivered, {Dropped} lost.")]
    public static partial void Stopped(this ILogger logger, long recorded, long delivered, long dropped);

    [LoggerMessage(1002, LogLevel.Critical, "{Count} audit events were not delivered before the application had to stop, and are lost. Last error of the store: {LastError}.")]
    public static partial void NotDelivered(this ILogger logger, long count, string lastError);

    [LoggerMessage(1003, LogLevel.Critical, "The audit pipeline failed and takes no more events.")]
    public static partial void Crashed(this ILogger logger, Exception exception);

    [LoggerMessage(1004, LogLevel.Critical, "{Count} audit events were not delivered before the process ended, and are lost.")]
    public static partial void NotFinished(this ILogger logger, Exception exception, long count);

    [LoggerMessage(1005, LogLevel.Error, "Audit events wait, and the pipeline could not be started.")]
    public static partial void NotStarted(this ILogger logger, Exception exception);
}
