using Audit.GraphQL.Execution;
using Audit.GraphQL.Schema.Statistics;
using Audit.GraphQL.Statistics;
using Audit.Querying;
using Audit.Statistics;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Subscriptions;

/// <summary>The figures of now, and then every second in which something changed. What is not asked for in time is not kept: the next figures tell it all.</summary>
internal sealed class StatisticsStream(OperationScope scope) : SourceStream<StatisticsNode>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = scope.Services.GetRequiredService<TimeProvider>();
    private readonly IAuditStatistics? _pipeline = scope.Services.GetService<IAuditStatistics>() is { IsEnabled: true } pipeline ? pipeline : null;
    private readonly LogFiguresCache _log = scope.Services.GetRequiredService<LogFiguresCache>();
    private (PipelineState?, LogFigures?)? _last;

    public override async ValueTask<SourceItem?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_last is not null)
                await Task.Delay(Interval, _time, cancellationToken).ConfigureAwait(false);
            var now = (PipelineState.Of(_pipeline?.Snapshot()), await LogAsync(cancellationToken).ConfigureAwait(false));
            if (_last is { } last && last == now)
                continue;
            _last = now;
            return new SourceItem(new StatisticsNode(scope));
        }
    }

    public override void Dispose()
    {
        // Nothing is held between two looks.
    }

    /// <summary>While the store is away, the pipeline still has something to tell.</summary>
    private async ValueTask<LogFigures?> LogAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _log.GetAsync(scope.Sight, scope.Services.GetRequiredService<IAuditReader>(), cancellationToken).ConfigureAwait(false);
        }
        catch (AuditQueryException)
        {
            return null;
        }
    }

    /// <summary>What of a snapshot is a change: not the time it was taken.</summary>
    private sealed record PipelineState(
        long Recorded, long Delivered, long Dropped, long Spooled, long SpooledBytes, long FailedAttempts, long OutboxWaiting, TimeSpan Lag, int Holds, bool IsRunning)
    {
        public static PipelineState? Of(PipelineStatistics? snapshot) => snapshot is null ? null : new PipelineState(
            snapshot.Recorded,
            snapshot.Delivered,
            snapshot.Dropped,
            snapshot.Spooled,
            snapshot.SpooledBytes,
            snapshot.FailedAttempts,
            snapshot.OutboxWaiting,
            snapshot.OldestUndeliveredAge,
            snapshot.Holds.Length,
            snapshot.IsRunning);
    }
}
