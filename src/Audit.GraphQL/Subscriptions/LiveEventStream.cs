using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Loading;
using Audit.GraphQL.Schema.Events;
using Audit.Live;
using Audit.Querying;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Subscriptions;

/// <summary>Events as they come.</summary>
internal sealed class LiveEventStream : SourceStream<AuditEventNode>
{
    private readonly OperationScope _scope;
    private readonly IAuditLiveSubscription _subscription;

    /// <exception cref="ApiError">Nothing can be followed here.</exception>
    /// <exception cref="AuditQueryException">The filter is not valid.</exception>
    public LiveEventStream(OperationScope scope, AuditFilter filter)
    {
        _scope = scope;
        var tail = scope.Services.GetService<IAuditLiveTail>()
            ?? throw new ApiError(ErrorCodes.Unavailable, "The log cannot be followed here.", StatusCodes.Status503ServiceUnavailable);
        _subscription = tail.Subscribe(scope.Sight.Narrow(filter));
    }

    public override async ValueTask<SourceItem?> NextAsync(CancellationToken cancellationToken) =>
        await _subscription.ReadAsync(cancellationToken).ConfigureAwait(false) is { } live
            ? new SourceItem(new AuditEventNode(Show(live.Event), new EventLoader(_scope.Reader), _scope.Options), live.Skipped)
            : null;

    private StoredAuditEvent Show(StoredAuditEvent stored) => stored with { Event = _scope.Sight.Show(stored.Event) };

    public override void Dispose() => _subscription.Dispose();
}
