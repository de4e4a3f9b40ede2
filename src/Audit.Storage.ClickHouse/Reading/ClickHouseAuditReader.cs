using Audit.Events;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Grouping;
using Audit.Storage.ClickHouse.Reading.Paging;
using Audit.Storage.ClickHouse.Reading.Retention;
using Audit.Storage.ClickHouse.Reading.Rows;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading;

/// <summary>Queries the audit log in ClickHouse.</summary>
internal sealed class ClickHouseAuditReader(QueryRunner runner, TimeProvider time) : IAuditReader
{
    private long Now => AuditEvent.UnixMicroseconds(time.GetUtcNow());

    public async ValueTask<StoredAuditEvent?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        // Every event's id is of this version: there is nothing to look for.
        if (AuditId.UnixMilliseconds(id) is null)
            return null;

        var sql = new SqlText();
        sql.Add($"SELECT {EventColumns.List} FROM audit_logs WHERE ");
        IdCondition.Write(sql, id);
        sql.Add($" LIMIT 1");
        var found = await runner.RunAsync(sql, "find", 1, EventRowReader.ReadAll, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    public async ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = new PageRequest(query, Now);
        var events = await runner.RunAsync(request.Page(EventColumns.List), "page", query.Limit + 1, EventRowReader.ReadAll, cancellationToken).ConfigureAwait(false);
        var more = events.Count > query.Limit;
        if (more)
            events.RemoveAt(query.Limit);
        if (request.IsBackward)
            events.Reverse();

        var items = new AuditPageItem[events.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = new AuditPageItem(events[i], PageCursor.Of(events[i], query.Sort, query.Direction).Encode());
        var hasNext = (more && !request.IsBackward)
            || (request.HasUpperCursor && await ExistsAsync(request.ExistsAbove(), cancellationToken).ConfigureAwait(false));
        var hasPrevious = (more && request.IsBackward)
            || (request.HasLowerCursor && await ExistsAsync(request.ExistsBelow(), cancellationToken).ConfigureAwait(false));
        return new AuditPage(items, hasNext, hasPrevious);
    }

    public ValueTask<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var sql = new SqlText();
        sql.Add($"SELECT count() FROM audit_logs WHERE ");
        new FilterSql(sql, Now).Write(filter);
        return runner.RunAsync(sql, "count", 1, static answer => new RowBinaryReader(answer).Int64(), cancellationToken);
    }

    public async ValueTask<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = new AggregateRequest(query, Now);
        var started = time.GetTimestamp();
        var (first, end) = request.NeedsRange
            ? await runner.RunAsync(request.Range(), "range", 1, ReadRange, cancellationToken).ConfigureAwait(false)
            : (0, 0);
        var rollup = request.Rollup(first, end);
        if (rollup is not null && !await runner.RunAsync(rollup.IsComplete(Now), "rollup", 1, static answer => new RowBinaryReader(answer).UInt8() == 1, cancellationToken).ConfigureAwait(false))
            rollup = null;
        return await runner.RunAsync(
            request.Groups(first, end, rollup), "aggregate", request.MaxRows, answer => request.Read(answer, time.GetElapsedTime(started)), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Facet>> FacetsAsync(FacetQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = new FacetRequest(query, Now);
        return query.Dimensions.IsEmpty
            ? []
            : await runner.RunAsync(request.Facets(), "facets", request.MaxRows, request.Read, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<RetentionUsage>> RetentionAsync(RetentionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = new RetentionRequest(query, Now);
        var usage = await runner.RunAsync(request.Usage(), "retention", RetentionRequest.MaxClasses, RetentionRequest.ReadUsage, cancellationToken).ConfigureAwait(false);
        return request.UnknownOf(usage) is { Length: > 0 } unknown
            ? await runner.RunAsync(
                request.KeptFor(unknown), "retention_time", RetentionRequest.MaxClasses, answer => RetentionRequest.ReadKeptFor(usage, answer), cancellationToken).ConfigureAwait(false)
            : usage;
    }

    private ValueTask<bool> ExistsAsync(SqlText sql, CancellationToken cancellationToken) =>
        runner.RunAsync(sql, "exists", 1, static answer => !answer.IsEmpty, cancellationToken);

    private static (long First, long End) ReadRange(ReadOnlySpan<byte> answer)
    {
        var reader = new RowBinaryReader(answer);
        return (reader.Int64(), reader.Int64() + 1);
    }
}
