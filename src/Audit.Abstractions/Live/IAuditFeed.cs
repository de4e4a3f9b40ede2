using Audit.Querying;

namespace Audit.Live;

/// <summary>
/// What a store took last, whoever delivered it. Times are the store's own, so that no two clocks are compared. Thread-safe.
/// </summary>
/// <remarks>All methods throw <see cref="AuditQueryException"/> when the store does not answer.</remarks>
public interface IAuditFeed
{
    /// <summary>Lists the events that the store took within a span before now, the latest first.</summary>
    /// <param name="request">Which.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    ValueTask<AuditFeedPage> ListAsync(AuditFeedRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads events by their ids; one that is not there is missing from what is returned.</summary>
    /// <param name="ids">The ids, at most 1,000.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    ValueTask<IReadOnlyList<StoredAuditEvent>> ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default);
}

/// <summary>Which events to list.</summary>
/// <param name="Window">The span before now.</param>
/// <param name="NotBefore">What was taken before this time is left out; <see langword="null"/>: nothing.</param>
/// <param name="ExceptStream">The stream to leave out, empty for none.</param>
/// <param name="Limit">How many at the most.</param>
public sealed record AuditFeedRequest(TimeSpan Window, DateTimeOffset? NotBefore, string ExceptStream, int Limit);

/// <summary>What a store took last.</summary>
/// <param name="Start">The time from which on events are listed.</param>
/// <param name="Now">The store's time.</param>
/// <param name="Total">How many there are; more than the entries when there were too many.</param>
/// <param name="Entries">The latest of them, the latest first.</param>
public sealed record AuditFeedPage(DateTimeOffset Start, DateTimeOffset Now, long Total, IReadOnlyList<AuditFeedEntry> Entries);

/// <summary>An event that a store took.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="IngestedAt">When the store took it.</param>
public readonly record struct AuditFeedEntry(Guid Id, DateTimeOffset IngestedAt);
