using Audit.Hosting;

namespace Audit.Delivery;

/// <summary>How batches are sent to the store; section <c>Audit:Delivery</c>. A failed batch is tried again for ever.</summary>
public sealed class AuditDeliveryOptions
{
    /// <summary>The bytes of sealed rows that wait for the store in memory; when they are reached, the buffer fills.</summary>
    [AllowedRange("Audit:Delivery:MaxQueuedBytes", 1024 * 1024, 8L * 1024 * 1024 * 1024)]
    public long MaxQueuedBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>The first delay before a failed attempt is repeated; it doubles with every failure, with jitter.</summary>
    [AllowedRange("Audit:Delivery:FirstDelay", "00:00:00.001", "01:00:00")]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(0.2);

    /// <summary>The longest delay between attempts.</summary>
    [AllowedRange("Audit:Delivery:LongestDelay", "00:00:00.001", "01:00:00")]
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt may take.</summary>
    [AllowedRange("Audit:Delivery:AttemptTimeout", "00:00:00.050", "01:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most rows of one batch that are set aside as dead letters, since the store refuses them and not the others. If there are more, delivery is held:
    /// then something else is wrong than a few rows.
    /// </summary>
    [AllowedRange("Audit:Delivery:MaxDeadLetters", 0, 10_000)]
    public int MaxDeadLetters { get; set; } = 100;

    /// <summary>How long the store is left alone after half of the attempts failed; it doubles while the store does not recover.</summary>
    [AllowedRange("Audit:Delivery:FirstBreak", "00:00:00.500", "01:00:00")]
    public TimeSpan FirstBreak { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time for which the store is left alone.</summary>
    [AllowedRange("Audit:Delivery:LongestBreak", "00:00:00.500", "01:00:00")]
    public TimeSpan LongestBreak { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How far the application's clock may be from the store's before that is told: events carry the one, and expire by the other.</summary>
    [AllowedRange("Audit:Delivery:MaxClockSkew", "00:00:00.100", "01:00:00")]
    public TimeSpan MaxClockSkew { get; set; } = TimeSpan.FromSeconds(5);
}
