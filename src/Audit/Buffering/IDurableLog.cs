using Audit.Events;

namespace Audit.Buffering;

/// <summary>Records what must not happen without a record: waits until the record survives a power cut.</summary>
internal interface IDurableLog
{
    /// <summary>Whether there is a disk; without one, a record is durable when the store has it.</summary>
    bool HasDisk { get; }

    /// <summary>Records from synchronous code, and waits on the caller's thread.</summary>
    /// <returns>Whether the record is durable in time.</returns>
    bool RecordDurable(AuditEvent auditEvent, TimeSpan timeout);

    /// <summary>Records.</summary>
    /// <returns>Whether the record is durable before the token is cancelled.</returns>
    ValueTask<bool> RecordDurableAsync(AuditEvent auditEvent, CancellationToken cancellationToken);
}
