using Microsoft.Extensions.Logging;

namespace Audit.Delivery;

/// <summary>Log messages of delivery: event ids 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Information, "The audit store is ready: {Store}.")]
    public static partial void StoreReady(this ILogger logger, string store);

    [LoggerMessage(1201, LogLevel.Warning, "The audit store could not be made ready: {Store}. Failures in a row: {Failures}. It is tried again.")]
    public static partial void InitializationFailed(this ILogger logger, Exception exception, string store, int failures);

    [LoggerMessage(1202, LogLevel.Warning, "A batch of {Rows} audit events could not be stored: {Store}. Failures in a row: {Failures}. It is tried again.")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, int rows, string store, int failures);

    [LoggerMessage(1203, LogLevel.Information, "The audit store works again: {Store}, after {Failures} failures.")]
    public static partial void WriteRecovered(this ILogger logger, string store, int failures);

    [LoggerMessage(1204, LogLevel.Warning, "Too many attempts at the audit store failed: it is left alone for {Duration}.")]
    public static partial void CircuitOpened(this ILogger logger, TimeSpan duration);

    [LoggerMessage(1205, LogLevel.Information, "The audit store is used as usual again.")]
    public static partial void CircuitClosed(this ILogger logger);

    [LoggerMessage(1207, LogLevel.Critical, "The audit store refuses everything: {Code} ({Store}). Nothing is delivered until that is mended; it is tried again every {Delay}.")]
    public static partial void DeliveryHeld(this ILogger logger, string code, string store, TimeSpan delay);

    [LoggerMessage(1208, LogLevel.Warning, "The audit store takes events again: {Store}. Delivery was held for {Duration}: {Code}.")]
    public static partial void DeliveryReleased(this ILogger logger, string store, TimeSpan duration, string code);

    [LoggerMessage(1209, LogLevel.Error, "The audit store refuses {Rows} of {BatchRows} audit events, lastly for {Code}. They are kept as dead letters, and their loss is declared in the log.")]
    public static partial void RowsDeadLettered(this ILogger logger, int rows, int batchRows, string code);

    [LoggerMessage(1210, LogLevel.Error, "The clocks of this process and of the audit store differ: {Store}. This process is ahead by {Skew} (behind, when negative); {Allowed} are allowed.")]
    public static partial void ClockSkewed(this ILogger logger, string store, TimeSpan skew, TimeSpan allowed);

    [LoggerMessage(1211, LogLevel.Information, "The clocks of this process and of the audit store agree again: {Store}. This process is ahead by {Skew} (behind, when negative).")]
    public static partial void ClockAgreed(this ILogger logger, string store, TimeSpan skew);

    [LoggerMessage(1212, LogLevel.Debug, "The audit store did not tell its time: {Store}.")]
    public static partial void ClockUnknown(this ILogger logger, Exception exception, string store);

    [LoggerMessage(1206, LogLevel.Debug, "Delivery of audit events was cancelled.")]
    public static partial void DeliveryCancelled(this ILogger logger);
}
