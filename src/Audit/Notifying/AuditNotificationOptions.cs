using Audit.Hosting;

namespace Audit.Notifying;

/// <summary>How people are told at once; section <c>Audit:Notifications</c>. Every notifier has a queue of its own.</summary>
public sealed class AuditNotificationOptions
{
    /// <summary>Whether notifications are written to the log, at level critical.</summary>
    public bool Log { get; set; } = true;

    /// <summary>The webhooks that notifications are sent to.</summary>
    public IList<AuditWebhookOptions> Webhooks { get; } = [];

    /// <summary>The notifications that wait for one notifier; when it is full, new ones are dropped and counted.</summary>
    [AllowedRange("Audit:Notifications:QueueCapacity", 1, 1_000_000)]
    public int QueueCapacity { get; set; } = 1000;

    /// <summary>How often one notification is tried before it is given up.</summary>
    [AllowedRange("Audit:Notifications:MaxAttempts", 1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>How long one attempt may take.</summary>
    [AllowedRange("Audit:Notifications:AttemptTimeout", "00:00:00.050", "01:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The first delay before a failed attempt is repeated; it doubles with every failure, with jitter.</summary>
    [AllowedRange("Audit:Notifications:FirstDelay", "00:00:00.001", "01:00:00")]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between attempts.</summary>
    [AllowedRange("Audit:Notifications:LongestDelay", "00:00:00.001", "01:00:00")]
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(60);
}
