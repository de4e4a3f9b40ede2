using System.ComponentModel;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Exports;
using Audit.GraphQL.Schema.Events;
using Audit.GraphQL.Schema.Exports;
using Audit.GraphQL.Schema.Filtering;
using Audit.GraphQL.Schema.Statistics;
using Audit.GraphQL.Subscriptions;
using GraphQL;

namespace Audit.GraphQL.Schema;

/// <summary>What can be followed. One instance per operation.</summary>
internal sealed class Subscription(OperationScope scope)
{
    [Description("Events as they are recorded. extensions.skipped of a result says how many were skipped before it, because the client did not take them in time.")]
    public IObservable<AuditEventNode> AuditEventAdded(AuditEventFilter? filter) => new LiveEventStream(scope, FilterMapping.ToFilter(filter));

    [Description("An export now, and again whenever it has changed, until it has ended.")]
    public async Task<IObservable<Export>> ExportChangedAsync([Id] string id, CancellationToken cancellationToken) =>
        await ExportStream.OpenAsync(new ViewerExports(scope), Ids.Parse("id", id), cancellationToken).ConfigureAwait(false);

    [Description("The figures of now, and then at most once a second, while something changes.")]
    public IObservable<StatisticsNode> StatisticsChanged() => new StatisticsStream(scope);
}
