using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

internal static partial class Log
{
    [LoggerMessage(7201, LogLevel.Debug, "The client of a statement went away before its end; the statement was cancelled")]
    internal static partial void ClientWentAway(ILogger logger);

    [LoggerMessage(7202, LogLevel.Warning, "A request to the SQL endpoint was refused: wrong or missing credentials")]
    internal static partial void AuthenticationFailed(ILogger logger);

    [LoggerMessage(7203, LogLevel.Warning, "A request of {User} to the SQL endpoint was refused: the role is missing")]
    internal static partial void RoleMissing(ILogger logger, string user);

    [LoggerMessage(7204, LogLevel.Information, "A statement failed after its answer had begun: {Error}")]
    internal static partial void FailedMidway(ILogger logger, string error);
}
