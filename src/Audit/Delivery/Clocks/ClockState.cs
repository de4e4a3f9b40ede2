namespace Audit.Delivery.Clocks;

/// <summary>How far the clock of this process is from the store's, for health reports and metrics. Thread-safe.</summary>
internal sealed class ClockState
{
    private const long Unknown = long.MinValue;

    private long _skew = Unknown;

    /// <summary>How far this process is ahead of the store, negative when it is behind; <see langword="null"/> until it is known.</summary>
    public TimeSpan? Skew
    {
        get => Volatile.Read(ref _skew) is not Unknown and var ticks ? TimeSpan.FromTicks(ticks) : null;
        set => Volatile.Write(ref _skew, value?.Ticks ?? Unknown);
    }

    /// <summary>Whether that is more than is allowed.</summary>
    public bool IsSkewed { get; set; }
}
