namespace Audit.Delivery;

/// <summary>How delivery fares, for health reports and metrics. Thread-safe.</summary>
internal sealed class DeliveryState
{
    private int _consecutiveFailures;

    /// <summary>Whether the store was made ready.</summary>
    public bool IsInitialized { get; set; }

    /// <summary>Whether the store is left alone for a while because too many attempts failed.</summary>
    public bool IsCircuitOpen { get; set; }

    /// <summary>The type of the last failure's exception; no message, which may quote data.</summary>
    public string? LastError { get; private set; }

    public int ConsecutiveFailures => Volatile.Read(ref _consecutiveFailures);

    public int Failed(Exception exception)
    {
        LastError = exception.GetType().Name;
        return Interlocked.Increment(ref _consecutiveFailures);
    }

    public void Succeeded() => Volatile.Write(ref _consecutiveFailures, 0);
}
