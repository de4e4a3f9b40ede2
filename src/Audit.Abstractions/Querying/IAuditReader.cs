namespace Audit.Querying;

/// <summary>Queries a store. Thread-safe. Every query is bounded in time, rows and memory; cancellation reaches the engine.</summary>
/// <remarks>All methods throw <see cref="AuditQueryException"/> when the query is not valid or went over a limit, or when the store does not answer.</remarks>
public interface IAuditReader
{
    /// <summary>Finds an event by its id; <see langword="null"/> when there is none.</summary>
    ValueTask<StoredAuditEvent?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of events.</summary>
    ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>Counts events.</summary>
    ValueTask<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Computes groups.</summary>
    ValueTask<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken = default);

    /// <summary>Computes facets, all in one scan.</summary>
    ValueTask<IReadOnlyList<Facet>> FacetsAsync(FacetQuery query, CancellationToken cancellationToken = default);

    /// <summary>Tells what is stored of each class of retention that has events, sorted by name; all classes together, at a cost that does not grow with their number.</summary>
    ValueTask<IReadOnlyList<RetentionUsage>> RetentionAsync(RetentionQuery query, CancellationToken cancellationToken = default);
}
