using Microsoft.Extensions.Logging;

namespace Audit.GraphQL.Execution;

/// <summary>Log events 6000 to 6099. They never carry variables or answers.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 6000, Level = LogLevel.Error, Message = "The field {Field} of a GraphQL query failed")]
    public static partial void ResolverFailed(ILogger logger, string? field, Exception exception);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "A GraphQL request was ended after {Timeout}, as Audit:GraphQL:Timeout says")]
    public static partial void TimedOut(ILogger logger, TimeSpan timeout);
}
