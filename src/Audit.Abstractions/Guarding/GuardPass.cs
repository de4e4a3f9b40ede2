namespace Audit.Guarding;

/// <summary>On what terms an operation may run.</summary>
/// <param name="EventId">The event that recorded the attempt, which the event of its outcome names as its parent; <see cref="Guid.Empty"/> for none.</param>
/// <param name="Limit">How many rows it may change; <see langword="null"/> for any number.</param>
public sealed record GuardPass(Guid EventId, GuardLimit? Limit = null);

/// <summary>How many rows an operation may change.</summary>
/// <param name="Rule">The rule that says so.</param>
/// <param name="Action">What is done when it changed more.</param>
/// <param name="MaxRows">The rows.</param>
public sealed record GuardLimit(string Rule, GuardAction Action, RowLimit MaxRows);

/// <summary>What an operation changed beyond its limit.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="RowsAffected">The rows that it changed; -1 when they could not be counted.</param>
/// <param name="Allowed">The rows that it may change; -1 when they could not be told.</param>
public sealed record GuardExcess(GuardLimit Limit, long RowsAffected, long Allowed);
