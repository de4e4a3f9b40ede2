using Microsoft.Extensions.Logging;

namespace Audit.Live;

/// <summary>Log messages of following the log: event ids 1900 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1900, LogLevel.Warning, "The audit store could not be asked for events of other processes; those who follow the log get them when it answers again.")]
    public static partial void FeedFailed(this ILogger logger, Exception exception);
}
