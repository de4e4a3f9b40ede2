using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Reading;

internal static partial class Log
{
    [LoggerMessage(EventId = 3400, Level = LogLevel.Warning, Message = "A query of the audit log failed ({Purpose}, engine error {Code})")]
    public static partial void QueryFailed(ILogger logger, string purpose, int code, Exception exception);
}
