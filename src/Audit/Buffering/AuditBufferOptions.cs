using System.ComponentModel.DataAnnotations;

namespace Audit.Buffering;

/// <summary>The queue between the application and the pipeline; section <c>Audit:Buffer</c>.</summary>
public sealed class AuditBufferOptions
{
    /// <summary>How many events the queue holds.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Audit:Buffer:Capacity must be from 1 to 10000000.")]
    public int Capacity { get; set; } = 100_000;

    /// <summary>What happens to an event that finds the queue full.</summary>
    [EnumDataType(typeof(BufferFullMode), ErrorMessage = "Audit:Buffer:FullMode must be Wait or DropNewest.")]
    public BufferFullMode FullMode { get; set; } = BufferFullMode.Wait;

    /// <summary>
    /// With <see cref="BufferFullMode.Wait"/>, how long a caller waits for room. Once a wait was in vain, later events are dropped at once
    /// until the queue moves again, so that a store that is down costs the application one wait and not one per event.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Audit:Buffer:WaitTimeout must be from 00:00:00 to 00:05:00.")]
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
