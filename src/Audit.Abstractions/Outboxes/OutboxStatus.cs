namespace Audit.Outboxes;

/// <summary>What waits in an outbox.</summary>
/// <param name="Waiting">How many events.</param>
/// <param name="OldestAt">When the oldest of them was written; <see langword="null"/> when none waits.</param>
public readonly record struct OutboxStatus(long Waiting, DateTimeOffset? OldestAt);
