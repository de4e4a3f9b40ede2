using Microsoft.Extensions.Logging;

namespace Audit.AdoNet.Recording;

internal static partial class Log
{
    // A driver's exception may quote the values of the command, so its message is not told.
    [LoggerMessage(2000, LogLevel.Error, "A database command was not recorded: its capture failed with {Exception}. The command itself was not disturbed. {StackTrace}")]
    public static partial void CaptureFailed(ILogger logger, string exception, string? stackTrace);
}
