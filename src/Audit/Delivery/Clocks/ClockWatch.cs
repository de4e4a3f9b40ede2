using System.Globalization;
using Audit.Events;
using Audit.Storage;
using Microsoft.Extensions.Logging;

namespace Audit.Delivery.Clocks;

/// <summary>
/// Compares the clock of this process with the store's, now and then, and tells people, once, when they differ: by the log, by an event and by a notification.
/// Used by the sender alone.
/// </summary>
internal sealed class ClockWatch(
    IAuditStore store,
    ClockState state,
    TimeSpan allowed,
    DeliveryNotices notices,
    TimeProvider time,
    ILogger<ClockWatch> logger)
{
    /// <summary>The rule that notifications of clocks name.</summary>
    public const string Rule = "clock_skew";

    /// <summary>How long the store is not asked again.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>An answer that takes longer says little of the time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long? _askedAt;

    /// <summary>The look that is under way, or was the last one. It never fails, and ends as soon as it is cancelled.</summary>
    public Task Looking { get; private set; } = Task.CompletedTask;

    /// <summary>Looks beside whatever comes next: a store that takes its time to tell it holds up no batch.</summary>
    public void Look(CancellationToken cancellationToken)
    {
        if (Looking.IsCompleted)
            Looking = LookAsync(cancellationToken);
    }

    /// <summary>Asks the store for its time, unless that was done a short while ago. A store that does not answer is none of its business.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_askedAt is { } asked && time.GetElapsedTime(asked) < Interval)
            return;

        _askedAt = time.GetTimestamp();
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            var before = time.GetUtcNow();
            // A store may well not listen to the token.
            if (await store.GetTimeAsync(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false) is not { } storeTime)
                return;

            // The answer was given somewhere between question and arrival.
            var uncertainty = time.GetElapsedTime(_askedAt.Value) / 2;
            Compare(before + uncertainty - storeTime, uncertainty);
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
                logger.ClockUnknown(exception, store.Description);
        }
    }

    private void Compare(TimeSpan skew, TimeSpan uncertainty)
    {
        state.Skew = skew;
        if (!state.IsSkewed && skew.Duration() - uncertainty > allowed)
        {
            state.IsSkewed = true;
            logger.ClockSkewed(store.Description, skew, allowed);
            Tell("clock.skewed", Outcome.Failed, $"The clock of this application is {Describe(skew)} the audit store's", Risk.High, skew);
        }
        else if (state.IsSkewed && skew.Duration() + uncertainty <= allowed / 2)
        {
            // Half of it, so that a clock at the limit is not told again and again.
            state.IsSkewed = false;
            logger.ClockAgreed(store.Description, skew);
            Tell("clock.agreed", Outcome.Succeeded, "The clocks of this application and of the audit store agree again", Risk.Low, skew);
        }
    }

    private void Tell(string action, Outcome outcome, string title, Risk severity, TimeSpan skew) =>
        notices.Tell(Rule, severity, title, (now, nobody) => new AuditEvent(now, nobody)
        {
            Category = EventCategory.System,
            Action = action,
            Outcome = outcome,
            Risk = severity,
            Attributes = [new("skew_seconds", skew.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture))],
        });

    private static string Describe(TimeSpan skew) =>
        string.Create(CultureInfo.InvariantCulture, $"{skew.Duration().TotalSeconds:F1} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")}");
}
