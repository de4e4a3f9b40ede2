using System.Collections.Immutable;

namespace Audit.Querying;

/// <summary>What events can be grouped by. List-valued dimensions (operation, table) count an event once for each of its values.</summary>
public enum Dimension : byte
{
    /// <summary>Time, in buckets.</summary>
    Time,

    /// <summary>The category.</summary>
    Category,

    /// <summary>The action.</summary>
    Action,

    /// <summary>The outcome.</summary>
    Outcome,

    /// <summary>The risk.</summary>
    Risk,

    /// <summary>Destructive or not.</summary>
    Destructive,

    /// <summary>The source.</summary>
    Source,

    /// <summary>The application.</summary>
    Application,

    /// <summary>The environment.</summary>
    Environment,

    /// <summary>The kind of actor.</summary>
    ActorType,

    /// <summary>The actor.</summary>
    ActorId,

    /// <summary>The tenant.</summary>
    TenantId,

    /// <summary>The session.</summary>
    SessionId,

    /// <summary>The API key.</summary>
    ApiKeyId,

    /// <summary>The client's address.</summary>
    ClientIp,

    /// <summary>The operation.</summary>
    Operation,

    /// <summary>The table read or written.</summary>
    Table,

    /// <summary>The table written.</summary>
    TableWritten,

    /// <summary>The statement's fingerprint.</summary>
    Fingerprint,

    /// <summary>The entity's type.</summary>
    Entity,

    /// <summary>The console command.</summary>
    Command,

    /// <summary>The HTTP route.</summary>
    HttpRoute,

    /// <summary>The error's code.</summary>
    ErrorCode,

    /// <summary>The database product.</summary>
    DbSystem,

    /// <summary>The database.</summary>
    Database,
}

/// <summary>What is computed of a group.</summary>
public enum Metric : byte
{
    /// <summary>The number of events.</summary>
    Count,

    /// <summary>The number of different actors.</summary>
    UniqueActors,

    /// <summary>The number of different sessions.</summary>
    UniqueSessions,

    /// <summary>The sum of rows affected.</summary>
    RowsAffectedSum,

    /// <summary>The largest number of rows affected.</summary>
    RowsAffectedMax,

    /// <summary>The mean duration in microseconds.</summary>
    DurationAvg,

    /// <summary>The median duration in microseconds.</summary>
    DurationP50,

    /// <summary>The 95th percentile of the duration in microseconds.</summary>
    DurationP95,

    /// <summary>The 99th percentile of the duration in microseconds.</summary>
    DurationP99,

    /// <summary>The number of events that failed.</summary>
    Failures,

    /// <summary>The number of destructive events.</summary>
    Destructive,
}

/// <summary>Groups to compute.</summary>
public sealed record AggregateQuery
{
    /// <summary>Which events.</summary>
    public AuditFilter Filter { get; init; } = new();

    /// <summary>Grouped by; none: one group of all.</summary>
    public ImmutableArray<Dimension> By { get; init; } = [];

    /// <summary>What to compute.</summary>
    public ImmutableArray<Metric> Metrics { get; init; } = [Metric.Count];

    /// <summary>The width of the buckets of <see cref="Dimension.Time"/>, at least a second; <see langword="null"/>: chosen from the range.</summary>
    public TimeSpan? Bucket { get; init; }

    /// <summary>Sorted by this metric; <see langword="null"/>: by time when grouped by time, else by the first metric, largest first.</summary>
    public Metric? OrderBy { get; init; }

    /// <summary>The direction of <see cref="OrderBy"/>.</summary>
    public SortDirection Direction { get; init; } = SortDirection.Descending;

    /// <summary>How many groups at the most, 1 to 10,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>Computed groups.</summary>
/// <param name="Rows">The groups.</param>
/// <param name="Truncated">Whether there are more than the limit allowed.</param>
/// <param name="Elapsed">How long the store took.</param>
public sealed record AggregateResult(IReadOnlyList<AggregateRow> Rows, bool Truncated, TimeSpan Elapsed);

/// <summary>A group.</summary>
/// <param name="Key">The value of each dimension asked for, in that order; times as ISO 8601 in UTC.</param>
/// <param name="Metrics">The value of each metric asked for, in that order; <see langword="null"/> where nothing is known.</param>
public sealed record AggregateRow(ImmutableArray<string?> Key, ImmutableArray<double?> Metrics);

/// <summary>Facets to compute.</summary>
public sealed record FacetQuery
{
    /// <summary>Which events.</summary>
    public AuditFilter Filter { get; init; } = new();

    /// <summary>The dimensions to count by; all but <see cref="Dimension.Time"/>.</summary>
    public ImmutableArray<Dimension> Dimensions { get; init; } = [];

    /// <summary>How many values of each, 1 to 100.</summary>
    public int Limit { get; init; } = 10;
}

/// <summary>The most frequent values of a dimension.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Values">The values, most frequent first.</param>
/// <param name="OtherCount">How many events have other values.</param>
public sealed record Facet(Dimension Dimension, IReadOnlyList<FacetValue> Values, long OtherCount);

/// <summary>A value of a facet.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">How many events have it.</param>
public sealed record FacetValue(string Value, long Count);
