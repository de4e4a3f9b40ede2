namespace Audit.Delivery;

/// <summary>Nothing is delivered until somebody acts.</summary>
/// <param name="Code">What the store refuses, in its own words and without data of rows.</param>
/// <param name="Since">Since when.</param>
internal sealed record DeliveryHold(string Code, DateTimeOffset Since);
