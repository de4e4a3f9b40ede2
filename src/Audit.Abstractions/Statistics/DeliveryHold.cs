namespace Audit.Statistics;

/// <summary>Nothing is delivered until somebody acts.</summary>
/// <param name="Source">What is not delivered.</param>
/// <param name="Code">What the store refuses, in its own words and without data of rows, for example <c>UNKNOWN_TABLE</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record DeliveryHold(DeliverySource Source, string Code, DateTimeOffset Since, string Remedy);
