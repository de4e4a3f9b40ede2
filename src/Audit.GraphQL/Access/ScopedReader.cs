using Audit.Querying;

namespace Audit.GraphQL.Access;

/// <summary>
/// The log as far as somebody may see it. The tenant is a condition of every query, so that the store itself leaves out what belongs to others; personal
/// data that may not be seen is neither asked for nor handed on.
/// </summary>
internal sealed class ScopedReader : IAuditReader
{
    private readonly AuditReadScope _sight;
    private readonly IAuditReader _inner;

    private ScopedReader(AuditReadScope sight, IAuditReader inner)
    {
        _sight = sight;
        _inner = inner;
    }

    public static IAuditReader Within(AuditReadScope sight, IAuditReader reader) =>
        sight == AuditReadScope.Everything ? reader : new ScopedReader(sight, reader);

    public async ValueTask<StoredAuditEvent?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (_sight.TenantId is null)
            return await _inner.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } found ? Show(found) : null;

        var page = await QueryAsync(new AuditQuery { Filter = new AuditFilter { Id = id }, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return page.Items.Count == 0 ? null : page.Items[0].Event;
    }

    public async ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var page = await _inner.QueryAsync(query with { Filter = _sight.Narrow(query.Filter) }, cancellationToken).ConfigureAwait(false);
        return _sight.ShowsPersonalData ? page : page with { Items = [.. page.Items.Select(item => item with { Event = Show(item.Event) })] };
    }

    public ValueTask<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken = default) =>
        _inner.CountAsync(_sight.Narrow(filter), cancellationToken);

    public ValueTask<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        _sight.CheckDimensions(query.By);
        return _inner.AggregateAsync(query with { Filter = _sight.Narrow(query.Filter) }, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Facet>> FacetsAsync(FacetQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        _sight.CheckDimensions(query.Dimensions);
        return _inner.FacetsAsync(query with { Filter = _sight.Narrow(query.Filter) }, cancellationToken);
    }

    public ValueTask<IReadOnlyList<RetentionUsage>> RetentionAsync(RetentionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _inner.RetentionAsync(
            query.Filter is null && _sight.TenantId is null ? query : query with { Filter = _sight.Narrow(query.Filter ?? new AuditFilter()) }, cancellationToken);
    }

    private StoredAuditEvent Show(StoredAuditEvent stored) => stored with { Event = _sight.Show(stored.Event) };
}
