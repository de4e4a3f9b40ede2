namespace Audit.Spooling.Segments;

/// <summary>A file of the spool. What changes of it changes under the lock of its <see cref="SegmentList"/>.</summary>
/// <param name="number">Its place in the order of segments.</param>
/// <param name="path">The file.</param>
/// <param name="size">The bytes the file takes.</param>
/// <param name="start">Where its first batch begins.</param>
internal sealed class SpoolSegment(int number, string path, long size, long start)
{
    public int Number => number;

    public string Path => path;

    public long Size => size;

    public long Start { get; } = start;

    /// <summary>How far it may be read.</summary>
    public long End { get; set; } = start;

    /// <summary>Sequences of older segments from here on are void; 0 while it holds no batch.</summary>
    public ulong Voids { get; set; }

    /// <summary>The last sequence in it; 0 while it holds no batch, or when that is not known yet.</summary>
    public ulong Last { get; set; }

    /// <summary>When everything in it was acknowledged by the store, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long? DeliveredAt { get; set; }
}
