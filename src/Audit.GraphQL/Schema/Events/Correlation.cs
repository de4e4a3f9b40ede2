using System.ComponentModel;
using Audit.Events;
using Audit.GraphQL.Loading;
using Audit.Querying;
using GraphQL;
using GraphQL.DataLoader;

namespace Audit.GraphQL.Schema.Events;

/// <summary>In the course of what.</summary>
internal sealed class Correlation(StoredAuditEvent stored, EventLoader loader)
{
    private readonly AuditEvent _event = stored.Event;

    public string? TraceId => _event.TraceId;

    public string? SpanId => _event.SpanId;

    public string? RequestId => _event.Context.RequestId;

    public string? HttpMethod => _event.Context.HttpMethod;

    public string? HttpRoute => _event.Context.HttpRoute;

    public string? TransactionId => _event.TransactionId == Guid.Empty ? null : _event.TransactionId.ToString();

    [Description("How the transaction ended; null when there is none, or its end is not known.")]
    public IDataLoaderResult<Outcome?> TransactionOutcome() => loader.TransactionOutcome(stored);

    [Id]
    public Guid? ParentEventId => _event.ParentId == Guid.Empty ? null : _event.ParentId;
}
