using System.Collections.Immutable;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Grouping;

/// <summary>A table in which events are counted already, by some of their columns and by spans of time.</summary>
internal sealed class Rollup
{
    private const long Hour = 3_600_000_000;

    private static readonly AuditFilter Everything = new();

    private static readonly ImmutableArray<Metric> Sums =
        [Metric.Count, Metric.Failures, Metric.Destructive, Metric.RowsAffectedSum, Metric.RowsAffectedMax, Metric.DurationAvg];

    private static readonly ImmutableArray<Rollup> All =
    [
        new()
        {
            Table = new(Schema.AuditTables.Hourly),
            Start = new("hour"),
            Width = Hour,
            Columns = new("application, environment, tenant_id, category, action, outcome, risk, destructive, source, actor_type, db_system, db_name"),
            Dimensions =
            [
                Dimension.Application, Dimension.Environment, Dimension.TenantId, Dimension.Category, Dimension.Action, Dimension.Outcome, Dimension.Risk,
                Dimension.Destructive, Dimension.Source, Dimension.ActorType, Dimension.DbSystem, Dimension.Database,
            ],
            Metrics = Sums,
            Forget = static filter => filter with
            {
                Application = null, Environment = null, TenantId = null, Category = null, Action = null, Outcome = null, MinRisk = null,
                Destructive = null, Source = null, ActorType = null,
            },
        },
        new()
        {
            Table = new(Schema.AuditTables.ActorDaily),
            Start = new("day"),
            Width = 24 * Hour,
            Columns = new("actor_type, actor_id, tenant_id, application, environment, category"),
            Dimensions = [Dimension.ActorType, Dimension.ActorId, Dimension.TenantId, Dimension.Application, Dimension.Environment, Dimension.Category],
            Metrics = [.. Sums, Metric.UniqueActors],
            Forget = static filter => filter with { ActorType = null, ActorId = null, TenantId = null, Application = null, Environment = null, Category = null },
        },
    ];

    /// <summary>The table's name.</summary>
    public required SqlFragment Table { get; init; }

    /// <summary>The column that holds the beginning of the span.</summary>
    public required SqlFragment Start { get; init; }

    /// <summary>The span in microseconds; spans begin at multiples of it since the epoch.</summary>
    public required long Width { get; init; }

    /// <summary>The columns that it counts by, named as in the log.</summary>
    public required SqlFragment Columns { get; init; }

    /// <summary>Takes the conditions out of a filter that it can answer.</summary>
    public required Func<AuditFilter, AuditFilter> Forget { get; init; }

    private ImmutableArray<Dimension> Dimensions { get; init; }

    private ImmutableArray<Metric> Metrics { get; init; }

    /// <summary>The first one that has everything a query asks for, if any.</summary>
    /// <param name="query">The query.</param>
    /// <param name="bucket">The width of the buckets of time that it is grouped by.</param>
    public static Rollup? For(AggregateQuery query, long? bucket)
    {
        foreach (var rollup in All)
        {
            if (rollup.Fits(query, bucket))
                return rollup;
        }

        return null;
    }

    private bool Fits(AggregateQuery query, long? bucket)
    {
        foreach (var dimension in query.By)
        {
            if (dimension == Dimension.Time ? bucket % Width != 0 : !Dimensions.Contains(dimension))
                return false;
        }

        foreach (var metric in query.Metrics)
        {
            if (!Metrics.Contains(metric))
                return false;
        }

        return (query.OrderBy is not { } order || Metrics.Contains(order)) && Fits(query.Filter with { From = null, To = null, Last = null });
    }

    private bool Fits(AuditFilter filter)
    {
        // What is left and not forgotten, now or in a later version, it cannot answer.
        if (Forget(filter) with { And = null, Or = null, Not = null } != Everything)
            return false;

        return Fits(filter.And) && Fits(filter.Or) && (filter.Not is not { } not || Fits(not));
    }

    private bool Fits(ImmutableArray<AuditFilter>? filters)
    {
        if (filters is not { IsDefault: false } list)
            return true;

        foreach (var filter in list)
        {
            if (!Fits(filter))
                return false;
        }

        return true;
    }
}
