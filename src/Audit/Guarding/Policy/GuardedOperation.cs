using Audit.Context;
using Audit.Events;
using Audit.Statements;

namespace Audit.Guarding.Policy;

/// <summary>What a policy is asked about: facts only, so that it can be one that is about to happen or one of recorded history.</summary>
/// <param name="Statement">What the statement does.</param>
/// <param name="Database">The database; <see langword="null"/> when not known.</param>
/// <param name="Environment">The environment of the application.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="Source">What issues it.</param>
public readonly record struct GuardedOperation(
    StatementInfo Statement,
    DatabaseTarget? Database,
    string Environment,
    AuditActor Actor,
    CommandSource Source)
{
    /// <summary>The operation of a recorded event.</summary>
    /// <param name="recorded">The event, with its <see cref="AuditEvent.Origin"/> as read from a store.</param>
    public static GuardedOperation Of(AuditEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return new GuardedOperation(
            recorded.Statement ?? StatementInfo.Empty,
            recorded.Database,
            recorded.Origin?.Environment ?? "",
            recorded.Context.Actor,
            recorded.Source);
    }
}
