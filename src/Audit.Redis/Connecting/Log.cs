using Microsoft.Extensions.Logging;

namespace Audit.Redis.Connecting;

/// <summary>Log messages of Redis: event ids 3400 to 3499.</summary>
internal static partial class Log
{
    [LoggerMessage(3400, LogLevel.Warning, "Redis is out of reach. This instance works alone until it comes back: sessions are its own, and keys that others revoke are believed for Audit:ApiKeys:UnheardLifetime.")]
    public static partial void RedisLost(this ILogger logger, Exception? exception);

    [LoggerMessage(3401, LogLevel.Information, "Redis is in reach; what instances share is shared.")]
    public static partial void RedisFound(this ILogger logger);

    [LoggerMessage(3402, LogLevel.Error, "{Count} changes that were to be told to Redis when it comes back are lost: there were more than {Most}.")]
    public static partial void ChangesLost(this ILogger logger, long count, int most);
}
