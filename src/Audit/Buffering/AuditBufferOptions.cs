using System.ComponentModel.DataAnnotations;
using Audit.Hosting;

namespace Audit.Buffering;

/// <summary>The queue between the application and the pipeline; section <c>Audit:Buffer</c>.</summary>
public sealed class AuditBufferOptions
{
    /// <summary>How many events the queue holds.</summary>
    [AllowedRange("Audit:Buffer:Capacity", 1, 10_000_000)]
    public int Capacity { get; set; } = 100_000;

    /// <summary>What happens to an event that finds the queue full.</summary>
    [EnumDataType(typeof(BufferFullMode), ErrorMessage = "Audit:Buffer:FullMode is no mode. Allowed: Wait, DropNewest, DropOldest, FailOperation.")]
    public BufferFullMode FullMode { get; set; } = BufferFullMode.Wait;

    /// <summary>
    /// With <see cref="BufferFullMode.Wait"/>, how long a caller waits for room. Once a wait was in vain, later events are dropped at once
    /// until the queue moves again, so that a store that is down costs the application one wait and not one per event.
    /// </summary>
    [AllowedRange("Audit:Buffer:WaitTimeout", "00:00:00", "00:05:00")]
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
