namespace Audit.Spooling.Segments;

/// <summary>How long segments are kept after the store has what they hold: not at all when it made it durable, else as long as a store may take for that.</summary>
/// <param name="configured">The time that was set; <see langword="null"/> for what suits the store.</param>
/// <param name="isStoreDurable">Whether what the store acknowledged survives a loss of its power, as far as is known by now.</param>
internal sealed class SegmentRetention(TimeSpan? configured, Func<bool> isStoreDurable)
{
    private static readonly TimeSpan UntilDurable = TimeSpan.FromMinutes(10);

    public TimeSpan Current => configured ?? (isStoreDurable() ? TimeSpan.Zero : UntilDurable);
}
