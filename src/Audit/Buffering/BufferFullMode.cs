namespace Audit.Buffering;

/// <summary>What happens to an event that finds the buffer full.</summary>
public enum BufferFullMode
{
    /// <summary>The caller waits for room, up to a time-out; then the event is dropped and the loss declared.</summary>
    Wait,

    /// <summary>The event is dropped at once and the loss declared.</summary>
    DropNewest,
}
