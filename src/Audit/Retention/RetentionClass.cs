namespace Audit.Retention;

/// <summary>A class of events that are kept equally long.</summary>
/// <param name="Index">Its place among the classes.</param>
/// <param name="Name">Its name, as stored.</param>
/// <param name="KeepForSeconds">How long its events are kept.</param>
internal sealed record RetentionClass(int Index, string Name, long KeepForSeconds)
{
    /// <summary>When an event may be deleted, in seconds since 1970-01-01 UTC; what the column cannot hold is clamped.</summary>
    public uint ExpiresAt(long occurredAtMicroseconds)
    {
        var occurredAt = occurredAtMicroseconds / 1_000_000;
        return (uint)Math.Clamp(occurredAt + KeepForSeconds, 0, uint.MaxValue);
    }
}
