namespace Audit.Statistics;

/// <summary>Events that were lost.</summary>
/// <param name="Reason">Why, by the names of the metric <c>audit.events.dropped</c>, for example <c>buffer_full</c>.</param>
/// <param name="Count">How many.</param>
public readonly record struct EventLoss(string Reason, long Count);
