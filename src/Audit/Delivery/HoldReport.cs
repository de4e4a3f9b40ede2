using Audit.Events;
using Audit.Statistics;
using Audit.Storage;
using Microsoft.Extensions.Logging;

namespace Audit.Delivery;

/// <summary>Tells people, once, that delivery is held, and that it goes on again: by the log, by an event and by a notification.</summary>
internal sealed class HoldReport(
    DeliverySource source,
    DeliveryState state,
    DeliveryNotices notices,
    string store,
    TimeSpan delay,
    TimeProvider time,
    ILogger<HoldReport> logger)
{
    /// <summary>The rule that notifications of a hold name.</summary>
    public const string Rule = "delivery_held";

    private const string AnyRemedy = "Mend what the store refuses; its own log says more. Delivery goes on by itself then.";

    /// <summary>An attempt at the store failed.</summary>
    public void Failed(Exception exception)
    {
        if (exception is not AuditStoreException { Failure: AuditStoreFailure.Refused } refused
            || !state.Held(new DeliveryHold(source, refused.Code, time.GetUtcNow(), refused.Remedy ?? AnyRemedy)))
            return;
        logger.DeliveryHeld(refused.Code, store, delay);
        Tell("delivery.held", Outcome.Failed, $"Audit events are not delivered until somebody acts: {refused.Code}", Risk.Critical, refused.Code);
    }

    /// <summary>An attempt at the store succeeded.</summary>
    public void Succeeded()
    {
        if (state.Hold is null || state.Released() is not { } hold)
            return;
        logger.DeliveryReleased(store, time.GetUtcNow() - hold.Since, hold.Code);
        Tell("delivery.released", Outcome.Succeeded, $"Audit events are delivered again: {hold.Code} is over", Risk.Low, hold.Code);
    }

    private void Tell(string action, Outcome outcome, string title, Risk severity, string code) =>
        notices.Tell(Rule, severity, title, (now, nobody) => new AuditEvent(now, nobody)
        {
            Category = EventCategory.System,
            Action = action,
            Outcome = outcome,
            Risk = severity,
            ErrorCode = outcome == Outcome.Failed ? code : null,
        });
}
