using System.ComponentModel;
using Audit.GraphQL.Loading;
using Audit.GraphQL.Schema.Events;
using Audit.Querying;

namespace Audit.GraphQL.Schema.Paging;

/// <summary>A page of events.</summary>
internal sealed class AuditEventConnection(AuditPage page, IAuditReader reader, AuditFilter filter, EventLoader loader, AuditGraphQLOptions options)
{
    private readonly AuditEventEdge[] _edges =
        [.. page.Items.Select(item => new AuditEventEdge(item.Cursor, new AuditEventNode(item.Event, loader, options)))];

    public IEnumerable<AuditEventEdge> Edges => _edges;

    public IEnumerable<AuditEventNode> Nodes => _edges.Select(static edge => edge.Node);

    public PageInfo PageInfo => new(
        page.HasNext, page.HasPrevious, _edges is [var first, ..] ? first.Cursor : null, _edges is [.., var last] ? last.Cursor : null);

    [Description("How many events fulfil the filter. Counted only when asked for.")]
    public Task<long> TotalCountAsync(CancellationToken cancellationToken) => reader.CountAsync(filter, cancellationToken).AsTask();
}

/// <summary>An event of a page and its place.</summary>
internal sealed record AuditEventEdge(string Cursor, AuditEventNode Node);

/// <summary>What lies around a page.</summary>
internal sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
