namespace Audit.Diagnostics;

/// <summary>What became of the events of this process: <see cref="Recorded"/> = <see cref="Delivered"/> + <see cref="Queued"/> + <see cref="Dropped"/>.</summary>
/// <param name="Recorded">Events handed to the pipeline.</param>
/// <param name="Delivered">Events that the store has acknowledged.</param>
/// <param name="Dropped">Events that were lost.</param>
/// <param name="Spooled">Of the queued, those that are on disk.</param>
internal readonly record struct EventCounts(long Recorded, long Delivered, long Dropped, long Spooled)
{
    /// <summary>Events on their way.</summary>
    public long Queued => Recorded - Delivered - Dropped;
}
