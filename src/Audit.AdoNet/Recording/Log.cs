using Microsoft.Extensions.Logging;

namespace Audit.AdoNet.Recording;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Error, "A database command was not recorded: its capture failed. The command itself was not disturbed.")]
    public static partial void CaptureFailed(ILogger logger, Exception exception);
}
