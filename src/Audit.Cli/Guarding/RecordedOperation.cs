using Audit.Guarding.Policy;

namespace Audit.Cli.Guarding;

/// <summary>An operation of the recorded history.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Facts">What a policy is asked about.</param>
internal readonly record struct RecordedOperation(string Id, DateTimeOffset OccurredAt, GuardedOperation Facts);
