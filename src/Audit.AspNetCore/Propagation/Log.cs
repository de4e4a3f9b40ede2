using Microsoft.Extensions.Logging;

namespace Audit.AspNetCore.Propagation;

/// <summary>Log messages of propagation: event ids 3200 to 3299.</summary>
internal static partial class Log
{
    [LoggerMessage(3200, LogLevel.Warning, "A request came with a propagated context that is not believed ({Refusal}); it is attributed as if it had none. Further ones within a minute are not logged; events of such requests carry the attribute propagation.refused.")]
    public static partial void NotBelieved(this ILogger logger, PropagationRefusal refusal);
}
