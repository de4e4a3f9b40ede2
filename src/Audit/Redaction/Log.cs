using Microsoft.Extensions.Logging;

namespace Audit.Redaction;

/// <summary>Log messages of redaction: event ids 1400 to 1499. An exception's message may quote what was to be redacted, so only its type is told.</summary>
internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Error, "A redactor of type {Redactor} failed with {Exception}; the value is not recorded.")]
    public static partial void RedactorFailed(ILogger logger, string redactor, string exception);

    [LoggerMessage(1401, LogLevel.Error, "The redaction of an event failed with {Exception}; its values and messages are not recorded.")]
    public static partial void RedactionFailed(ILogger logger, string exception);
}
