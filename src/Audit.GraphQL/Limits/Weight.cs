namespace Audit.GraphQL.Limits;

/// <summary>What a selection weighs, everything below it included.</summary>
/// <param name="Fields">The number of fields, those of a fragment counted wherever it is used.</param>
/// <param name="Depth">The levels of fields and fragments.</param>
/// <param name="Cost">The objects it returns when every page is full.</param>
/// <param name="IntrospectionLists">How many lists of the introspection schema nest.</param>
internal readonly record struct Weight(int Fields, int Depth, long Cost, int IntrospectionLists)
{
    /// <summary>High enough for any limit, low enough to be multiplied and added without overflow.</summary>
    private const long MostCost = 1L << 40;

    /// <summary>Both, side by side.</summary>
    public Weight And(Weight other) => new(
        Fields + other.Fields,
        Math.Max(Depth, other.Depth),
        Math.Min(MostCost, Cost + other.Cost),
        Math.Max(IntrospectionLists, other.IntrospectionLists));

    /// <summary>A field around it.</summary>
    /// <param name="size">How many objects the field returns.</param>
    /// <param name="isIntrospectionList">Whether the field is a list of the introspection schema.</param>
    public Weight InField(int size, bool isIntrospectionList) => new(
        Fields + 1, Depth + 1, Math.Min(MostCost, size * (1 + Cost)), IntrospectionLists + (isIntrospectionList ? 1 : 0));

    /// <summary>A fragment around it.</summary>
    public Weight InFragment() => this with { Depth = Depth + 1 };
}
