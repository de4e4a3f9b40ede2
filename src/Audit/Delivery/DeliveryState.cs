using Audit.Statistics;

namespace Audit.Delivery;

/// <summary>How delivery fares, for health reports and metrics. Thread-safe.</summary>
internal sealed class DeliveryState
{
    private DeliveryHold? _hold;
    private int _consecutiveFailures;
    private Action? _failing;

    /// <summary>Whether the store was made ready.</summary>
    public bool IsInitialized { get; set; }

    /// <summary>Whether the store is left alone for a while because too many attempts failed.</summary>
    public bool IsCircuitOpen { get; set; }

    /// <summary>The type of the last failure's exception; no message, which may quote data.</summary>
    public string? LastError { get; private set; }

    /// <summary>Why nothing is delivered until somebody acts; <see langword="null"/> when delivery is not held.</summary>
    public DeliveryHold? Hold => Volatile.Read(ref _hold);

    public int ConsecutiveFailures => Volatile.Read(ref _consecutiveFailures);

    public int Failed(Exception exception)
    {
        LastError = exception.GetType().Name;
        var failures = Interlocked.Increment(ref _consecutiveFailures);
        Volatile.Read(ref _failing)?.Invoke();
        return failures;
    }

    /// <summary>Calls back when an attempt fails, at once when the last one has failed.</summary>
    public void WhenFailing(Action failing)
    {
        Volatile.Write(ref _failing, failing);
        if (ConsecutiveFailures > 0)
            failing();
    }

    public void Succeeded() => Volatile.Write(ref _consecutiveFailures, 0);

    /// <summary>The store refuses everything.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Held(DeliveryHold hold)
    {
        var isNew = Hold?.Code != hold.Code;
        if (isNew)
            Volatile.Write(ref _hold, hold);
        return isNew;
    }

    /// <summary>The store takes batches again.</summary>
    /// <returns>What is over; <see langword="null"/> when delivery was not held.</returns>
    public DeliveryHold? Released() => Interlocked.Exchange(ref _hold, null);
}
