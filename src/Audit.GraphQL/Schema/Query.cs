using Audit.GraphQL.Execution;
using Audit.GraphQL.Exports;
using Audit.GraphQL.Limits;
using Audit.GraphQL.Loading;
using Audit.GraphQL.Schema.Aggregation;
using Audit.GraphQL.Schema.Approvals;
using Audit.GraphQL.Schema.Events;
using Audit.GraphQL.Schema.Exports;
using Audit.GraphQL.Schema.Filtering;
using Audit.GraphQL.Schema.Paging;
using Audit.GraphQL.Schema.Retention;
using Audit.GraphQL.Schema.Statistics;
using Audit.GraphQL.Schema.Viewers;
using Audit.Querying;
using GraphQL;

namespace Audit.GraphQL.Schema;

/// <summary>What can be asked. One instance per operation.</summary>
internal sealed class Query(OperationScope scope)
{
    private readonly EventLoader _loader = new(scope.Reader);

    public Viewer Me => new(scope.User, scope.Sight);

    public async Task<AuditEventNode?> AuditEventAsync([Id] string id, CancellationToken cancellationToken) =>
        await scope.Reader.FindAsync(Ids.Parse("id", id), cancellationToken).ConfigureAwait(false) is { } found
            ? new AuditEventNode(found, _loader, scope.Options)
            : null;

    [ListSize(0, "first", "last")]
    public async Task<AuditEventConnection> AuditEventsAsync(
        IResolveFieldContext context,
        AuditEventFilter? filter,
        AuditSort? sort = AuditSort.OccurredAt,
        SortDirection? direction = SortDirection.Descending,
        int? first = null,
        string? after = null,
        int? last = null,
        string? before = null)
    {
        var query = new PageArguments(first, after, last, before).Apply(
            new AuditQuery
            {
                Filter = FilterMapping.ToFilter(filter),
                Sort = sort ?? AuditSort.OccurredAt,
                Direction = direction ?? SortDirection.Descending,
            },
            scope.Options);
        var page = IsPageNeeded(context)
            ? await scope.Reader.QueryAsync(query, context.CancellationToken).ConfigureAwait(false)
            : new AuditPage([], false, false);
        return new AuditEventConnection(page, scope.Reader, query.Filter, _loader, scope.Options);
    }

    [ListSize(50, "first")]
    public async Task<AuditEventConnection> EntityHistoryAsync(IResolveFieldContext context, string entity, string key, int? first = 50, string? after = null)
    {
        var query = new PageArguments(first ?? 50, after, null, null).Apply(
            new AuditQuery { Filter = new AuditFilter { Entity = new Querying.StringFilter { Eq = entity }, EntityKey = new Querying.StringFilter { Eq = key } } }, scope.Options);
        var page = IsPageNeeded(context)
            ? await scope.Reader.QueryAsync(query, context.CancellationToken).ConfigureAwait(false)
            : new AuditPage([], false, false);
        return new AuditEventConnection(page, scope.Reader, query.Filter, _loader, scope.Options);
    }

    [ListSize(100, "limit")]
    public async Task<AggregateResultNode> AggregateAsync(
        AuditEventFilter? filter,
        IEnumerable<Dimension> by,
        [Default(new[] { Metric.Count })] IEnumerable<Metric> metrics,
        TimeSpan? bucket,
        MetricOrder? orderBy,
        CancellationToken cancellationToken,
        int? limit = 100)
    {
        var query = new AggregateQuery
        {
            Filter = FilterMapping.ToFilter(filter),
            By = [.. by],
            Metrics = [.. metrics],
            Bucket = bucket,
            OrderBy = orderBy?.Metric,
            Direction = orderBy?.Direction ?? SortDirection.Descending,
            Limit = limit ?? 100,
        };
        return new AggregateResultNode(query, await scope.Reader.AggregateAsync(query, cancellationToken).ConfigureAwait(false));
    }

    [ListSize(10, "limit")]
    public async Task<IEnumerable<FacetNode>> FacetsAsync(
        AuditEventFilter? filter, IEnumerable<Dimension> dimensions, CancellationToken cancellationToken, int? limit = 10)
    {
        var query = new FacetQuery { Filter = FilterMapping.ToFilter(filter), Dimensions = [.. dimensions], Limit = limit ?? 10 };
        var facets = await scope.Reader.FacetsAsync(query, cancellationToken).ConfigureAwait(false);
        return facets.Select(static facet => new FacetNode(facet));
    }

    [ListSize(100)]
    public async Task<IEnumerable<Export>> ExportsAsync(CancellationToken cancellationToken) =>
        await new ViewerExports(scope).ListAsync(cancellationToken).ConfigureAwait(false);

    public async Task<Export?> ExportAsync([Id] string id, CancellationToken cancellationToken) =>
        await new ViewerExports(scope).FindAsync(Ids.Parse("id", id), cancellationToken).ConfigureAwait(false);

    [ListSize(20)]
    public async Task<IEnumerable<RetentionClassNode>> RetentionClassesAsync(CancellationToken cancellationToken) =>
        await RetentionClassNode.ListAsync(scope, cancellationToken).ConfigureAwait(false);

    [ListSize(100)]
    public async Task<IEnumerable<PendingApproval>> PendingApprovalsAsync(CancellationToken cancellationToken)
    {
        // Where nothing keeps approvals, nothing waits for one.
        var pending = scope.Approvals is not { } approvals ? [] : await approvals.ListPendingAsync(cancellationToken).ConfigureAwait(false);
        return pending.Select(static approval => new PendingApproval(approval));
    }

    public StatisticsNode Statistics => new(scope);

    /// <summary>A query for the count alone reads no page.</summary>
    private static bool IsPageNeeded(IResolveFieldContext context) =>
        context.SubFields is not { } selected || selected.Values.Any(static field => field.Field.Name.Value != "totalCount" && field.Field.Name.Value != "__typename");
}
