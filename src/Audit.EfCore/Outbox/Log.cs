using Microsoft.Extensions.Logging;

namespace Audit.EfCore.Outbox;

/// <summary>Log messages of the outbox: event ids 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Information, "This instance relays the audit outbox of {Context}.")]
    public static partial void RelayStarted(this ILogger logger, string context);

    [LoggerMessage(2101, LogLevel.Warning, "Another instance relays the audit outbox of {Context}, since this one did not renew its lease in time.")]
    public static partial void LeaseLost(this ILogger logger, string context);

    [LoggerMessage(2102, LogLevel.Error, "The audit outbox of {Context} could not be relayed. Nothing is lost; it is tried again after {Delay}.")]
    public static partial void RelayFailed(this ILogger logger, Exception exception, string context, TimeSpan delay);

    [LoggerMessage(2103, LogLevel.Warning, "The lease of the audit outbox of {Context} could not be given back: another instance takes over when it has run out.")]
    public static partial void NotReleased(this ILogger logger, Exception exception, string context);
}
