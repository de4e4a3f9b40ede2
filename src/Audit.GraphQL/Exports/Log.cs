using Audit.Exporting;
using Microsoft.Extensions.Logging;

namespace Audit.GraphQL.Exports;

/// <summary>Log events 6300 to 6399. They never carry filters.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 6300, Level = LogLevel.Warning, Message = "An export as {Format} was aborted after it had begun")]
    public static partial void Aborted(ILogger logger, ExportFormat format, Exception exception);
}
