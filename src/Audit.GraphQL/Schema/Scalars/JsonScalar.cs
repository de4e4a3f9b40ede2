using GraphQL.Types;

namespace Audit.GraphQL.Schema.Scalars;

/// <summary>Any JSON value; only written.</summary>
internal sealed class JsonScalar : ScalarGraphType
{
    public JsonScalar()
    {
        Name = "JSON";
        Description = "A JSON value.";
    }

    public override object? ParseValue(object? value) => ThrowValueConversionError(value);

    public override object? Serialize(object? value) => value;
}
