using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Embedded;

internal static partial class Log
{
    [LoggerMessage(7101, LogLevel.Information, "ClickHouse {Version} is open on {Path}")]
    internal static partial void EngineOpened(ILogger logger, string version, string path);

    [LoggerMessage(7102, LogLevel.Information, "ClickHouse is closed")]
    internal static partial void EngineClosed(ILogger logger);
}
