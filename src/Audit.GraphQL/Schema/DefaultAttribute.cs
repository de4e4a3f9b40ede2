using GraphQL;
using GraphQL.Types;

namespace Audit.GraphQL.Schema;

/// <summary>The default value of an argument that is a list, or of a field of an input type: C# has none for these.</summary>
/// <param name="value">The value.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class DefaultAttribute(object value) : GraphQLAttribute
{
    public override void Modify(QueryArgument queryArgument) => queryArgument.DefaultValue = value;

    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.DefaultValue = value;
}
