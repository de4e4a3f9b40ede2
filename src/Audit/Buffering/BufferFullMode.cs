namespace Audit.Buffering;

/// <summary>What happens to an event that finds the buffer full.</summary>
public enum BufferFullMode
{
    /// <summary>The caller waits for room, up to a time-out; then the event is dropped and the loss declared.</summary>
    Wait,

    /// <summary>The event is dropped at once and the loss declared.</summary>
    DropNewest,

    /// <summary>The event that has waited longest is dropped at once and the loss declared.</summary>
    DropOldest,

    /// <summary>
    /// The event is dropped at once, the loss declared, and the caller gets an <see cref="Events.AuditLossException"/>: what cannot be recorded shall not go on. What
    /// has happened already, like a command that was captured, is not undone by it.
    /// </summary>
    FailOperation,
}
