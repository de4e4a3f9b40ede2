using Microsoft.Extensions.Logging;

namespace Audit.Guarding;

/// <summary>Log messages of the guard: event ids 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Information, "The guard's policy was reloaded: {Rules} rules are configured.")]
    public static partial void PolicyLoaded(this ILogger logger, int rules);

    [LoggerMessage(1301, LogLevel.Error, "The guard's policy was changed to something that is not allowed, and stays as it was: {Errors}")]
    public static partial void PolicyRefused(this ILogger logger, string errors);
}
