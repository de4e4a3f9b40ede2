using Audit.Querying;
using GraphQL.Types;

namespace Audit.GraphQL.Schema.Aggregation;

/// <summary>What is computed of a group.</summary>
internal sealed class MetricType : EnumerationGraphType<Metric>
{
    /// <summary>The usual conversion takes a number for a word: <c>DURATION_P_50</c>.</summary>
    protected override string ChangeEnumCase(string val) => base.ChangeEnumCase(val).Replace("_P_", "_P", StringComparison.Ordinal);
}
