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
    SpoolUnavailable,
    SpoolDamaged,
}

internal static class DropReasonNames
{
    public const int Count = (int)DropReason.SpoolDamaged + 1;

    /// <summary>The name by which a reason appears in metrics and gap events.</summary>
    public static string ToCanonicalName(this DropReason reason) => reason switch
    {
        DropReason.BufferFull => "buffer_full",
        DropReason.WaitTimedOut => "wait_timed_out",
        DropReason.Cancelled => "cancelled",
        DropReason.Encoding => "encoding",
        DropReason.Stopped => "stopped",
        DropReason.DeadLettered => "dead_lettered",
        DropReason.SpoolUnavailable => "spool_unavailable",
        DropReason.SpoolDamaged => "spool_damaged",
        _ => "not_delivered",
    };
}
