using Audit.Querying;
using GraphQL;

namespace Audit.GraphQL.Schema.Aggregation;

/// <summary>The most frequent values of a dimension.</summary>
[Name("Facet")]
internal sealed class FacetNode(Facet facet)
{
    public Dimension Dimension => facet.Dimension;

    public IEnumerable<FacetValueNode> Values => facet.Values.Select(static value => new FacetValueNode(value));

    public long OtherCount => facet.OtherCount;
}

/// <summary>A value of a facet.</summary>
[Name("FacetValue")]
internal sealed class FacetValueNode(FacetValue value)
{
    public string? Value => value.Value;

    public long Count => value.Count;
}
