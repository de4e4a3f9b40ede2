using System.ComponentModel;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Statistics;
using Audit.Querying;
using Audit.Statistics;
using GraphQL;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Schema.Statistics;

/// <summary>
/// How the log and its pipeline fare. The log is asked only for fields that need it, so that the rest is told while the store is away. Looking at these figures
/// is not recorded as reading the log: they name nobody, and dashboards look all the time. Who is bound to a tenant sees its part of the log, and no pipeline, which
/// is that of all tenants.
/// </summary>
[Name("Statistics")]
internal sealed class StatisticsNode
{
    private readonly OperationScope _scope;
    private readonly PipelineStatistics? _pipeline;

    /// <param name="scope">Who asks.</param>
    public StatisticsNode(OperationScope scope)
    {
        _scope = scope;
        _pipeline = scope.Sight.TenantId is null && scope.Services.GetService<IAuditStatistics>() is { IsEnabled: true } statistics ? statistics.Snapshot() : null;
        At = _pipeline?.TakenAt ?? scope.Services.GetRequiredService<TimeProvider>().GetUtcNow();
    }

    [Description("When these figures were taken.")]
    public DateTimeOffset At { get; }

    [Description("Events of the log per second, over the last minute.")]
    public async Task<double> EventsPerSecondAsync(CancellationToken cancellationToken) => (await LogAsync(cancellationToken).ConfigureAwait(false)).EventsPerSecond;

    [Description("Destructive events of the log within the last hour.")]
    public async Task<long> DestructiveLastHourAsync(CancellationToken cancellationToken) => (await LogAsync(cancellationToken).ConfigureAwait(false)).Destructive;

    [Description("Failed events of the log within the last hour.")]
    public async Task<long> FailuresLastHourAsync(CancellationToken cancellationToken) => (await LogAsync(cancellationToken).ConfigureAwait(false)).Failures;

    [Description("Events that only the memory of this process holds; 0 where it has no pipeline.")]
    public long QueueDepth => _pipeline?.QueueDepth ?? 0;

    [Description("The bytes of this process's files in the spool; 0 where it has no pipeline.")]
    public long SpooledBytes => _pipeline?.SpooledBytes ?? 0;

    [Description("Events that this process lost since it started, for whatever reason; 0 where it has no pipeline.")]
    public long DeclaredLosses => _pipeline?.Dropped ?? 0;

    [Description("The age of the oldest event of this process that the store does not have; 0 where it has all, or the process has no pipeline.")]
    public double LagMilliseconds => _pipeline?.OldestUndeliveredAge.TotalMilliseconds ?? 0;

    [Description("Why nothing is delivered until somebody acts; empty when nothing is held.")]
    public IEnumerable<DeliveryHoldNode> Holds => _pipeline?.Holds.Select(static hold => new DeliveryHoldNode(hold)) ?? [];

    [Description("The pipeline of this process; null where it has none.")]
    public PipelineStatisticsNode? Pipeline => _pipeline is null ? null : new PipelineStatisticsNode(_pipeline);

    private Task<LogFigures> LogAsync(CancellationToken cancellationToken) =>
        _scope.Services.GetRequiredService<LogFiguresCache>().GetAsync(_scope.Sight, _scope.Services.GetRequiredService<IAuditReader>(), cancellationToken);
}
