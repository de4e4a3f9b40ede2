using Microsoft.Extensions.Logging;

namespace Audit.ApiKeys.Usage;

/// <summary>Log messages of the use of API keys: event ids 3300 to 3399.</summary>
internal static partial class Log
{
    [LoggerMessage(3300, LogLevel.Warning, "The last use of {Count} API keys could not be written; it is tried again.")]
    public static partial void UseNotWritten(this ILogger logger, Exception exception, int count);
}
