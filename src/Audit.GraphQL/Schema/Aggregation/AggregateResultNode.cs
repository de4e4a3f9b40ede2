using Audit.Querying;
using GraphQL;

namespace Audit.GraphQL.Schema.Aggregation;

/// <summary>Computed groups.</summary>
[Name("AggregateResult")]
internal sealed class AggregateResultNode(AggregateQuery query, AggregateResult result)
{
    public IEnumerable<AggregateRowNode> Rows => result.Rows.Select(row => new AggregateRowNode(query, row));

    public bool Truncated => result.Truncated;

    public double ElapsedMilliseconds => result.Elapsed.TotalMilliseconds;
}

/// <summary>A group.</summary>
[Name("AggregateRow")]
internal sealed class AggregateRowNode(AggregateQuery query, AggregateRow row)
{
    public IEnumerable<DimensionValue> Key => query.By.Select((dimension, i) => new DimensionValue(dimension, row.Key[i]));

    public IEnumerable<MetricValue> Metrics => query.Metrics.Select((metric, i) => new MetricValue(metric, row.Metrics[i]));
}

/// <summary>What a group has in common.</summary>
internal sealed record DimensionValue(Dimension Dimension, string? Value);

/// <summary>What was computed of it.</summary>
internal sealed record MetricValue(Metric Metric, double? Value);

/// <summary>What groups are sorted by.</summary>
internal sealed class MetricOrder
{
    public required Metric Metric { get; init; }

    [Default(SortDirection.Descending)]
    public SortDirection? Direction { get; init; }
}
