namespace Audit.Notifying;

/// <summary>Why a notifier did not deliver a notification.</summary>
internal enum NotificationLoss
{
    QueueFull,
    GaveUp,
    Stopped,
    NotDelivered,
}

internal static class NotificationLossNames
{
    public const int Count = (int)NotificationLoss.NotDelivered + 1;

    /// <summary>The name by which a reason appears in metrics.</summary>
    public static string ToCanonicalName(this NotificationLoss loss) => loss switch
    {
        NotificationLoss.QueueFull => "queue_full",
        NotificationLoss.GaveUp => "gave_up",
        NotificationLoss.Stopped => "stopped",
        _ => "not_delivered",
    };
}
