using GraphQL.Types;
using GraphQLParser.AST;

namespace Audit.GraphQL.Schema.Scalars;

/// <summary>A scalar that is written as text, in documents and in variables alike.</summary>
/// <typeparam name="T">What it stands for.</typeparam>
internal abstract class TextScalar<T> : ScalarGraphType
    where T : struct
{
    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text => Parse((string)text.Value),
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        T => value,
        string text => Parse(text),
        _ => ThrowValueConversionError(value),
    };

    public override object? Serialize(object? value) => value switch
    {
        null => null,
        T known => Write(known),
        _ => ThrowSerializationError(value),
    };

    /// <exception cref="FormatException">It is no such value. The message tells what is.</exception>
    protected abstract T Parse(string text);

    protected abstract string Write(T value);
}
