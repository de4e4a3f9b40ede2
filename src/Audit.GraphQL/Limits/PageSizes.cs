using System.Globalization;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Audit.GraphQL.Limits;

/// <summary>How many objects a field asks for, by its arguments and the variables of the request.</summary>
internal sealed class PageSizes(GraphQLOperationDefinition operation, Inputs variables, AuditGraphQLOptions options)
{
    /// <summary>More than any argument may say; what asks for more is refused when it runs.</summary>
    private const int Most = 10_000;

    public int Of(GraphQLField field, FieldType? definition)
    {
        if (definition?.GetMetadata<ListSize>(ListSize.Key) is not { } size)
            return 1;

        foreach (var argument in size.Arguments)
        {
            if (field.Arguments?.ValueFor(argument) is { } value && Number(value) is { } number)
                return (int)Math.Clamp(number, 1, Most);
        }

        return size.Usual == 0 ? options.DefaultPageSize : size.Usual;
    }

    private long? Number(GraphQLValue value) => value switch
    {
        GraphQLIntValue literal => long.TryParse(literal.Value.Span, CultureInfo.InvariantCulture, out var number) ? number : Most,
        GraphQLVariable variable => Variable(variable.Name.StringValue),
        _ => null,
    };

    private long? Variable(string name)
    {
        if (variables.TryGetValue(name, out var value))
        {
            return value switch
            {
                null => null,
                int small => small,
                long large => large,
                _ => Most,
            };
        }

        foreach (var definition in operation.Variables?.Items ?? [])
        {
            if (definition.Variable.Name.StringValue == name)
                return definition.DefaultValue is GraphQLIntValue usual ? Number(usual) : null;
        }

        return null;
    }
}
