using Audit.Events;
using Audit.Querying;
using GraphQL.DataLoader;

namespace Audit.GraphQL.Loading;

/// <summary>Loads what belongs to events, for all events of an answer at once. One instance per operation. Thread-safe.</summary>
internal sealed class EventLoader
{
    /// <summary>How many events of a transaction are looked at: its end, and the roll-backs to savepoints within it.</summary>
    private const int MostEnds = 100;

    private readonly IAuditReader _reader;
    private readonly Lock _lock = new();
    private readonly Dictionary<(RelatedBy By, int Take), BatchLoader<string, List<StoredAuditEvent>>> _related = [];
    private readonly BatchLoader<string, List<StoredAuditEvent>> _transactionEnds;

    public EventLoader(IAuditReader reader)
    {
        _reader = reader;
        _transactionEnds = Loader(RelatedEvents.TransactionEnds(reader), MostEnds);
    }

    /// <summary>How the transaction of an event ended; <see langword="null"/> when that is not known (yet).</summary>
    public IDataLoaderResult<Outcome?> TransactionOutcome(StoredAuditEvent stored)
    {
        if (TransactionEnds.IsEnd(stored.Event))
            return new DeferredResult<Outcome?>(_ => Task.FromResult<Outcome?>(stored.Event.Outcome));
        if (RelatedEvents.KeyOf(stored, RelatedBy.Transaction) is not { } transaction)
            return new DeferredResult<Outcome?>(static _ => Task.FromResult<Outcome?>(null));

        var load = _transactionEnds.Announce(transaction);
        return new DeferredResult<Outcome?>(async cancellationToken =>
            await load(cancellationToken).ConfigureAwait(false) is { } ends ? TransactionEnds.OutcomeFor(stored.Event, ends) : null);
    }

    /// <summary>The events that share something with an event, in order of time, without the event itself.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="by">What is shared; one of these is enough.</param>
    /// <param name="first">How many at the most.</param>
    public IDataLoaderResult<IEnumerable<StoredAuditEvent>> Related(StoredAuditEvent stored, IEnumerable<RelatedBy> by, int first)
    {
        var loads = new List<Func<CancellationToken, Task<List<StoredAuditEvent>?>>>();
        foreach (var kind in by.Distinct())
        {
            // One more than asked for, because the event itself is among them.
            if (RelatedEvents.KeyOf(stored, kind) is { } key)
                loads.Add(LoaderOf(kind, first + 1).Announce(key));
        }

        return new DeferredResult<IEnumerable<StoredAuditEvent>>(async cancellationToken =>
        {
            var found = new Dictionary<Guid, StoredAuditEvent>();
            foreach (var events in await Task.WhenAll(loads.Select(load => load(cancellationToken))).ConfigureAwait(false))
            {
                foreach (var other in events ?? [])
                    found[other.Event.Id] = other;
            }

            found.Remove(stored.Event.Id);
            return found.Values.OrderBy(static other => other.Event.OccurredAtUnixMicroseconds).ThenBy(static other => other.Event.Id).Take(first);
        });
    }

    private BatchLoader<string, List<StoredAuditEvent>> LoaderOf(RelatedBy by, int take)
    {
        lock (_lock)
        {
            if (!_related.TryGetValue((by, take), out var loader))
                _related.Add((by, take), loader = Loader(RelatedEvents.Groups(_reader, by), take));
            return loader;
        }
    }

    private static BatchLoader<string, List<StoredAuditEvent>> Loader(EventGroups groups, int take) =>
        new((keys, cancellationToken) => groups.ReadAsync(keys, take, cancellationToken));
}
