using Audit.Querying;

namespace Audit.GraphQL.Reads;

/// <summary>Counts what one operation reads of the log: events, groups, values of facets and classes of retention. Resolvers may run side by side.</summary>
internal sealed class CountingReader(IAuditReader inner) : IAuditReader
{
    private long _rows;
    private volatile bool _wasAsked;

    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Whether the log was read at all, rather than only the schema or who one is.</summary>
    public bool WasAsked => _wasAsked;

    public async ValueTask<StoredAuditEvent?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        _wasAsked = true;
        var found = await inner.FindAsync(id, cancellationToken).ConfigureAwait(false);
        Count(found is null ? 0 : 1);
        return found;
    }

    public async ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        _wasAsked = true;
        var page = await inner.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        Count(page.Items.Count);
        return page;
    }

    public ValueTask<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        _wasAsked = true;
        return inner.CountAsync(filter, cancellationToken);
    }

    public async ValueTask<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken = default)
    {
        _wasAsked = true;
        var result = await inner.AggregateAsync(query, cancellationToken).ConfigureAwait(false);
        Count(result.Rows.Count);
        return result;
    }

    public async ValueTask<IReadOnlyList<Facet>> FacetsAsync(FacetQuery query, CancellationToken cancellationToken = default)
    {
        _wasAsked = true;
        var facets = await inner.FacetsAsync(query, cancellationToken).ConfigureAwait(false);
        foreach (var facet in facets)
            Count(facet.Values.Count);
        return facets;
    }

    public async ValueTask<IReadOnlyList<RetentionUsage>> RetentionAsync(RetentionQuery query, CancellationToken cancellationToken = default)
    {
        _wasAsked = true;
        var usage = await inner.RetentionAsync(query, cancellationToken).ConfigureAwait(false);
        Count(usage.Count);
        return usage;
    }

    /// <summary>Counts an event that came by another way than a query.</summary>
    public void CountOne()
    {
        _wasAsked = true;
        Count(1);
    }

    private void Count(long rows) => Interlocked.Add(ref _rows, rows);
}
