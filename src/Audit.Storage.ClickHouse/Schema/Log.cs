using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Schema;

internal static partial class Log
{
    [LoggerMessage(EventId = 3200, Level = LogLevel.Information, Message = "Migration {Version} ({Name}) was applied to the database {Database}")]
    public static partial void MigrationApplied(ILogger logger, uint version, string name, string database);
}
