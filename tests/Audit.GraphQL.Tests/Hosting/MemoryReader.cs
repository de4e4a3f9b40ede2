using System.Collections.Concurrent;
using System.Globalization;
using Audit.Events;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Hosting;

/// <summary>Events in memory, read by the conditions that resolvers set by themselves; what a client's filter means is the store's to know.</summary>
internal sealed class MemoryReader(params IEnumerable<StoredAuditEvent> events) : IAuditReader
{
    private readonly StoredAuditEvent[] _events = [.. events];

    /// <summary>Every page that was asked for.</summary>
    public ConcurrentQueue<AuditQuery> Queries { get; } = [];

    public ConcurrentQueue<AuditFilter> Counts { get; } = [];

    public ConcurrentQueue<AggregateQuery> Aggregates { get; } = [];

    public ConcurrentQueue<FacetQuery> Facets { get; } = [];

    public ConcurrentQueue<RetentionQuery> Retention { get; } = [];

    /// <summary>What is told to be stored of classes of retention.</summary>
    public IReadOnlyList<RetentionUsage> Stored { get; init; } = [];

    /// <summary>Runs before every answer, for example to fail or to wait.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask<StoredAuditEvent?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await Before(cancellationToken);
        return Array.Find(_events, stored => stored.Event.Id == id);
    }

    public async ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        Queries.Enqueue(query);
        await Before(cancellationToken);
        var sorted = _events.Where(stored => Matches(query.Filter, stored.Event)).OrderBy(stored => stored.Event.OccurredAtUnixMicroseconds).ThenBy(stored => stored.Event.Id).ToList();
        if (query.Direction == SortDirection.Descending)
            sorted.Reverse();
        var start = query.After is { } after ? sorted.FindIndex(stored => CursorOf(stored) == after) + 1 : 0;
        var end = query.Before is { } before ? sorted.FindIndex(stored => CursorOf(stored) == before) : sorted.Count;
        var isBackward = query.FromEnd || query.Before is not null;
        var from = isBackward ? Math.Max(start, end - query.Limit) : start;
        var to = isBackward ? end : Math.Min(end, start + query.Limit);
        return new AuditPage([.. sorted[from..to].Select(stored => new AuditPageItem(stored, CursorOf(stored)))], to < sorted.Count, from > 0);
    }

    public async ValueTask<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        Counts.Enqueue(filter);
        await Before(cancellationToken);
        return _events.Count(stored => Matches(filter, stored.Event));
    }

    public async ValueTask<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken = default)
    {
        Aggregates.Enqueue(query);
        await Before(cancellationToken);
        return new AggregateResult(
            [new AggregateRow([.. query.By.Select(static _ => (string?)null)], [.. query.Metrics.Select(static (_, i) => i == 0 ? (double?)_ + 1 : null)])],
            false,
            TimeSpan.FromMilliseconds(1.5));
    }

    public async ValueTask<IReadOnlyList<Facet>> FacetsAsync(FacetQuery query, CancellationToken cancellationToken = default)
    {
        Facets.Enqueue(query);
        await Before(cancellationToken);
        return [.. query.Dimensions.Select(static dimension => new Facet(dimension, [new FacetValue("alice", 3)], 2))];
    }

    public async ValueTask<IReadOnlyList<RetentionUsage>> RetentionAsync(RetentionQuery query, CancellationToken cancellationToken = default)
    {
        Retention.Enqueue(query);
        await Before(cancellationToken);
        return [.. Stored];
    }

    private static string CursorOf(StoredAuditEvent stored) => stored.Event.Id.ToString("N", CultureInfo.InvariantCulture);

    private static bool Matches(AuditFilter filter, AuditEvent e) =>
        (filter.Or is not { } or || or.Any(one => Matches(one, e)))
        && (filter.From is not { } from || e.OccurredAt >= from)
        && (filter.To is not { } to || e.OccurredAt < to)
        && (filter.Category is not { } categories || categories.Contains(e.Category))
        && (filter.ParentId is not { } parent || e.ParentId == parent)
        && Matches(filter.TraceId, e.TraceId)
        && Matches(filter.SessionId, e.Context.SessionId)
        && Matches(filter.TransactionId, e.TransactionId == Guid.Empty ? null : e.TransactionId.ToString());

    private static bool Matches(StringFilter? filter, string? value) => filter?.In is not { } wanted || (value is not null && wanted.Contains(value));
}
