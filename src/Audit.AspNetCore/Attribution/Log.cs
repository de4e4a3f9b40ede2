using Microsoft.Extensions.Logging;

namespace Audit.AspNetCore.Attribution;

/// <summary>Log messages of attribution: event ids 3000 to 3099.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Sessions are hashed with a key of this process only. Set Audit:AspNetCore:SessionKey for them to have the same id after a restart and in other instances.")]
    public static partial void SessionKeyIsTemporary(this ILogger logger);

    [LoggerMessage(3001, LogLevel.Warning, "The session of a request could not be loaded; the request is attributed without it.")]
    public static partial void SessionNotLoaded(this ILogger logger, Exception exception);
}
