namespace Audit.Diagnostics;

/// <summary>Why an event was lost.</summary>
internal enum DropReason
{
    BufferFull,
    WaitTimedOut,
    Cancelled,
    Encoding,
    Stopped,
    NotDelivered,
    DeadLettered,
}

internal static class DropReasonNames
{
    public const int Count = (int)DropReason.DeadLettered + 1;

    /// <summary>The name by which a reason appears in metrics and gap events.</summary>
    public static string ToCanonicalName(this DropReason reason) => reason switch
    {
        DropReason.BufferFull => "buffer_full",
        DropReason.WaitTimedOut => "wait_timed_out",
        DropReason.Cancelled => "cancelled",
        DropReason.Encoding => "encoding",
        DropReason.Stopped => "stopped",
        DropReason.DeadLettered => "dead_lettered",
        _ => "not_delivered",
    };
}
