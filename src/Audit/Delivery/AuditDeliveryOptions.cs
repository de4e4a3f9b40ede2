using System.ComponentModel.DataAnnotations;

namespace Audit.Delivery;

/// <summary>How batches are sent to the store; section <c>Audit:Delivery</c>. A failed batch is tried again for ever.</summary>
public sealed class AuditDeliveryOptions
{
    /// <summary>The bytes of sealed rows that wait for the store in memory; when they are reached, the buffer fills.</summary>
    [Range(1024 * 1024, 8L * 1024 * 1024 * 1024, ErrorMessage = "Audit:Delivery:MaxQueuedBytes must be from 1048576 to 8589934592.")]
    public long MaxQueuedBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>The first delay before a failed attempt is repeated; it doubles with every failure, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ErrorMessage = "Audit:Delivery:FirstDelay must be from 00:00:00.001 to 01:00:00.")]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(0.2);

    /// <summary>The longest delay between attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ErrorMessage = "Audit:Delivery:LongestDelay must be from 00:00:00.001 to 01:00:00.")]
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00", ErrorMessage = "Audit:Delivery:AttemptTimeout must be from 00:00:00.050 to 01:00:00.")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the store is left alone after half of the attempts failed; it doubles while the store does not recover.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00", ErrorMessage = "Audit:Delivery:FirstBreak must be from 00:00:00.500 to 01:00:00.")]
    public TimeSpan FirstBreak { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time for which the store is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00", ErrorMessage = "Audit:Delivery:LongestBreak must be from 00:00:00.500 to 01:00:00.")]
    public TimeSpan LongestBreak { get; set; } = TimeSpan.FromSeconds(60);
}
