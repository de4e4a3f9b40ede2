using Microsoft.Extensions.Logging;

namespace Audit.Spooling;

/// <summary>Log messages of the spool: event ids 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Information, "The audit spool is in {Directory}.")]
    public static partial void Opened(this ILogger logger, string directory);

    [LoggerMessage(1501, LogLevel.Error, "The audit spool in {Directory} cannot be used: audit events wait in memory, and what the store has not taken when the process ends is lost.")]
    public static partial void NotOpened(this ILogger logger, Exception exception, string directory);

    [LoggerMessage(1502, LogLevel.Error, "The audit spool cannot be written. It is tried again.")]
    public static partial void Unavailable(this ILogger logger, Exception exception);

    [LoggerMessage(1503, LogLevel.Information, "The audit spool can be written again.")]
    public static partial void Recovered(this ILogger logger);

    [LoggerMessage(1504, LogLevel.Error, "The audit spool has reached its limit of {MaxBytes} bytes, and takes no more events until the store has taken some.")]
    public static partial void Full(this ILogger logger, long maxBytes);

    [LoggerMessage(1505, LogLevel.Error, "Segment {Segment} of the audit spool is given up: the disk failed. What it held and was not durable is written again.")]
    public static partial void SegmentAbandoned(this ILogger logger, Exception exception, int segment);

    [LoggerMessage(1506, LogLevel.Warning, "The audit spool could not be made durable. It is tried again.")]
    public static partial void SyncFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1507, LogLevel.Warning, "The next segment of the audit spool could not be made ahead.")]
    public static partial void NotPrepared(this ILogger logger, Exception exception);

    [LoggerMessage(1508, LogLevel.Critical, "The writer of the audit spool failed and writes no more events.")]
    public static partial void WriterFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1509, LogLevel.Information, "Audit events that another process left in {Directory} are delivered.")]
    public static partial void Adopted(this ILogger logger, string directory);

    [LoggerMessage(1510, LogLevel.Error, "File {File} in {Directory} does not belong to that audit spool. It is not delivered, and left alone.")]
    public static partial void Refused(this ILogger logger, string file, string directory);

    [LoggerMessage(1511, LogLevel.Error, "The head of segment {File} of the audit spool in {Directory} is damaged. What else it holds is delivered.")]
    public static partial void HeadDamaged(this ILogger logger, string file, string directory);

    [LoggerMessage(1512, LogLevel.Error, "What another process left in {Directory} could not be read. The next start tries again.")]
    public static partial void NotAdopted(this ILogger logger, Exception exception, string directory);

    [LoggerMessage(1513, LogLevel.Critical, "Audit events {First} to {Last} of stream {Stream} were in the spool and cannot be read. The loss is declared in the log.")]
    public static partial void Damaged(this ILogger logger, ulong first, ulong last, string stream);

    [LoggerMessage(1514, LogLevel.Error, "The audit spool could not be read. It is tried again.")]
    public static partial void ReadingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1515, LogLevel.Information, "{Count} audit events stay in the spool for the next process.")]
    public static partial void LeftForTheNext(this ILogger logger, long count);

    [LoggerMessage(1516, LogLevel.Warning, "Files of the audit spool could not be deleted. They are found by the next process.")]
    public static partial void NotDeleted(this ILogger logger, Exception exception);

    [LoggerMessage(1517, LogLevel.Warning, "An audit event was not as safe as it was to be within {Timeout}. Others do not wait until the disk answers again.")]
    public static partial void NotAcknowledged(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(1518, LogLevel.Error, "Audit events are larger than the audit spool has room for, and are lost.")]
    public static partial void TooLarge(this ILogger logger, Exception exception);
}
