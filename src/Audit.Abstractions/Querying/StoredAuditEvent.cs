using Audit.Events;

namespace Audit.Querying;

/// <summary>An event as it was read back from a store.</summary>
/// <param name="Event">The event; <see cref="AuditEvent.Origin"/> is set.</param>
/// <param name="Stream">The stream it was sealed in.</param>
/// <param name="Sequence">Its place in the stream.</param>
/// <param name="IngestedAt">When the store took it.</param>
/// <param name="ExpiresAt">When it may be deleted.</param>
public sealed record StoredAuditEvent(
    AuditEvent Event,
    string Stream,
    ulong Sequence,
    DateTimeOffset IngestedAt,
    DateTimeOffset ExpiresAt);
