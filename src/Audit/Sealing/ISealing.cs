using Audit.Buffering;
using Audit.Events;
using Audit.Spooling.Writing;

namespace Audit.Sealing;

/// <summary>Seals events and passes them on, to the spool or to the queue in memory. Used by the one consumer only.</summary>
internal interface ISealing
{
    /// <summary>Since when something waits to be passed on in time; <see langword="null"/> when nothing does.</summary>
    long? WaitingSince { get; }

    /// <summary>Whether what is passed on now is kept, as far as is known: a loss is not declared to where events get lost.</summary>
    bool IsKeeping { get; }

    /// <summary>Seals an event. When it throws, nothing happened: no sequence is used up.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="waiting">Who waits for it, if anybody.</param>
    /// <returns>Whether its retention class is known.</returns>
    bool Seal(AuditEvent auditEvent, Acknowledgement? waiting);

    /// <summary>Passes on what is full, and waits for room.</summary>
    void PassOnFull(CancellationToken aborted);

    /// <summary>Passes on what waited long enough, if there is room.</summary>
    void PassOnDue(CancellationToken aborted);

    /// <summary>Passes everything on, and lets the marker complete when the store has it.</summary>
    void Flush(FlushMarker marker, CancellationToken aborted);

    /// <summary>Passes everything on; nothing comes after it.</summary>
    /// <returns>The number of events that were sealed and could not be passed on.</returns>
    long Complete(CancellationToken aborted);
}
