using Microsoft.Extensions.Logging;

namespace Audit.Exporting;

/// <summary>Log messages of exports: event ids 2300 to 2399. They never carry filters.</summary>
internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Information, "The audit export {Id} begins: {Rows} events as {Format}.")]
    public static partial void Begins(this ILogger logger, Guid id, long rows, ExportFormat format);

    [LoggerMessage(2301, LogLevel.Information, "The audit export {Id} is complete: {Rows} events, {Bytes} bytes.")]
    public static partial void Completed(this ILogger logger, Guid id, long rows, long bytes);

    [LoggerMessage(2302, LogLevel.Error, "The audit export {Id} failed.")]
    public static partial void Failed(this ILogger logger, Guid id, Exception exception);

    [LoggerMessage(2303, LogLevel.Warning, "The audit export {Id} is tried again (attempt {Attempt}).")]
    public static partial void TriedAgain(this ILogger logger, Guid id, int attempt, Exception exception);

    [LoggerMessage(2304, LogLevel.Warning, "The audit export {Id} was left to another instance.")]
    public static partial void Lost(this ILogger logger, Guid id);

    [LoggerMessage(2305, LogLevel.Warning, "Audit exports cannot be looked after. It is tried again.")]
    public static partial void NotLookedAfter(this ILogger logger, Exception exception);

    [LoggerMessage(2306, LogLevel.Information, "The file {File} of an audit export was removed.")]
    public static partial void Removed(this ILogger logger, string file);

    [LoggerMessage(2307, LogLevel.Warning, "How far the audit export {Id} has got cannot be stored. It is tried again.")]
    public static partial void NotStored(this ILogger logger, Guid id, Exception exception);
}
