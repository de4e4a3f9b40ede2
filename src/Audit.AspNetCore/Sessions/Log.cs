using Microsoft.Extensions.Logging;

namespace Audit.AspNetCore.Sessions;

/// <summary>Log messages of sessions: event ids 3100 to 3199.</summary>
internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Warning, "{Count} requests of new sessions came while {Most} sessions were watched; those sessions are attributed but not watched. Raise Audit:AspNetCore:Sessions:MaxTracked.")]
    public static partial void TooManySessions(this ILogger logger, long count, int most);

    [LoggerMessage(3101, LogLevel.Error, "Looking after sessions failed; it is tried again.")]
    public static partial void SweepFailed(this ILogger logger, Exception exception);
}
