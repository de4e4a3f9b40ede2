using Audit.Querying;

namespace Audit.Live;

/// <summary>
/// Follows the audit log while it is written: events of this process from its pipeline, as soon as they are sealed, and those of other processes from the
/// store, about a second after the store took them. Thread-safe.
/// </summary>
/// <remarks>
/// Nothing waits for who follows: what a subscriber does not take in time is skipped and counted. What happened before the subscription is not part
/// of it, nor is what reached the store more than an hour after it had happened. Events that tell of the audit log being read (category <c>access</c>, actions
/// <c>audit.*</c>) are left out: following them would cause them.
/// </remarks>
public interface IAuditLiveTail
{
    /// <summary>Follows the events that fulfil a filter, until the subscription is disposed.</summary>
    /// <param name="filter">Which events, narrowed to what the reader may see.</param>
    /// <exception cref="AuditQueryException">The filter is not valid.</exception>
    IAuditLiveSubscription Subscribe(AuditFilter filter);
}

/// <summary>The events that fulfil a filter, as they come. For one reader.</summary>
public interface IAuditLiveSubscription : IDisposable
{
    /// <summary>Waits for the next event; <see langword="null"/> when none will come any more.</summary>
    ValueTask<LiveAuditEvent?> ReadAsync(CancellationToken cancellationToken = default);
}

/// <summary>An event of a live subscription.</summary>
/// <param name="Event">
/// The event as it is stored. Of one that the store has not acknowledged, <see cref="StoredAuditEvent.IngestedAt"/> is <see langword="default"/> and
/// <see cref="StoredAuditEvent.Sequence"/> 0.
/// </param>
/// <param name="Skipped">
/// How many events were skipped since the event before, because they were not taken in time. Where the pipeline itself was faster than all subscribers, events
/// count that the filter might have left out.
/// </param>
public readonly record struct LiveAuditEvent(StoredAuditEvent Event, long Skipped);
