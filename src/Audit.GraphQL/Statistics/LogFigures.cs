namespace Audit.GraphQL.Statistics;

/// <summary>What the log itself tells of the last minute and hour.</summary>
/// <param name="EventsPerSecond">Events per second, over the last minute.</param>
/// <param name="Destructive">Destructive events within the last hour.</param>
/// <param name="Failures">Failed events within the last hour.</param>
internal sealed record LogFigures(double EventsPerSecond, long Destructive, long Failures);
