using Microsoft.Extensions.Logging;

namespace Audit.GraphQL.Transport;

/// <summary>Log events 6100 to 6199.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 6100, Level = LogLevel.Information, Message = "A subscription was ended: {Reason}")]
    public static partial void SubscriptionEnded(ILogger logger, string reason);

    [LoggerMessage(EventId = 6101, Level = LogLevel.Information, Message = "A WebSocket was closed with {Code}: {Reason}")]
    public static partial void SocketClosed(ILogger logger, int code, string reason);

    [LoggerMessage(EventId = 6102, Level = LogLevel.Warning, Message = "A WebSocket from the origin {Origin} was refused; allow it by Audit:GraphQL:AllowedOrigins")]
    public static partial void OriginRefused(ILogger logger, string origin);

    [LoggerMessage(EventId = 6103, Level = LogLevel.Error, Message = "An operation of a WebSocket failed")]
    public static partial void OperationFailed(ILogger logger, Exception exception);
}
