using Audit.GraphQL.Errors;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Audit.GraphQL.Limits;

/// <summary>
/// Refuses documents that would take too long to validate or to answer. Every node is visited once (a fragment is weighed once, however often
/// it is used), before anything else sees the document: the rules of the specification take exponential time on fragments that double.
/// </summary>
internal sealed class DocumentLimits
{
    private readonly AuditGraphQLOptions _options;
    private readonly ISchema _schema;
    private readonly PageSizes _sizes;
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Weight?> _weights = new(StringComparer.Ordinal);
    private readonly bool _mayIntrospect;
    private int _aliases;

    private DocumentLimits(AuditGraphQLOptions options, ISchema schema, PageSizes sizes, bool mayIntrospect)
    {
        _mayIntrospect = mayIntrospect;
        _options = options;
        _schema = schema;
        _sizes = sizes;
    }

    /// <summary>Checks a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="operation">The operation that will run.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="options">The limits.</param>
    /// <param name="mayIntrospect">Whether who asks may ask for the schema.</param>
    /// <exception cref="ApiError">It goes over a limit.</exception>
    public static void Check(GraphQLDocument document, GraphQLOperationDefinition operation, Inputs variables, ISchema schema, AuditGraphQLOptions options, bool mayIntrospect)
    {
        var limits = new DocumentLimits(options, schema, new PageSizes(operation, variables, options), mayIntrospect);
        limits.CollectFragments(document);
        limits.Weigh(document, operation);
    }

    private void CollectFragments(GraphQLDocument document)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLFragmentDefinition fragment && !_fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment))
                throw new ApiError(ErrorCodes.ValidationFailed, $"There is more than one fragment named '{fragment.FragmentName.Name.StringValue}'.");
        }
    }

    private void Weigh(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        var all = default(Weight);
        foreach (var definition in document.Definitions)
        {
            var weight = definition switch
            {
                GraphQLOperationDefinition other => Selections(other.SelectionSet, Root(other), 1),
                GraphQLFragmentDefinition fragment => Fragment(fragment.FragmentName.Name.StringValue, 1),
                _ => throw new ApiError(ErrorCodes.ValidationFailed, "A document holds operations and fragments only."),
            };
            if (definition == operation && weight.Cost > _options.MaxCost)
                throw ApiError.Limit($"The answer could hold {weight.Cost} objects, more than {_options.MaxCost}; ask for smaller pages or fewer nested lists.", nameof(_options.MaxCost));
            all = Checked(all.And(weight));
        }
    }

    private Weight Selections(GraphQLSelectionSet? selections, IComplexGraphType? type, int level)
    {
        var sum = default(Weight);
        if (selections is null)
            return sum;
        if (level > _options.MaxDepth)
            throw TooDeep();

        foreach (var selection in selections.Selections)
        {
            sum = Checked(sum.And(selection switch
            {
                GraphQLField field => Field(field, type, level),
                GraphQLFragmentSpread spread => Fragment(spread.FragmentName.Name.StringValue, level),
                GraphQLInlineFragment inline => Selections(inline.SelectionSet, TypeOf(inline.TypeCondition) ?? type, level + 1).InFragment(),
                _ => default,
            }));
        }

        return sum;
    }

    private Weight Field(GraphQLField field, IComplexGraphType? type, int level)
    {
        if (field.Alias is not null && ++_aliases > _options.MaxAliases)
            throw ApiError.Limit($"The document renames more than {_options.MaxAliases} fields.", nameof(_options.MaxAliases));

        var definition = DefinitionOf(field, type);
        if (field.SelectionSet is null)
            return new Weight(1, 1, 0, 0);
        var inner = Selections(field.SelectionSet, definition?.ResolvedType?.GetNamedType() as IComplexGraphType, level + 1);
        return inner.InField(_sizes.Of(field, definition), Introspection.IsNestingList(field, type));
    }

    private Weight Fragment(string name, int level)
    {
        if (_weights.TryGetValue(name, out var known))
            return known ?? throw new ApiError(ErrorCodes.ValidationFailed, $"The fragment '{name}' contains itself.");
        if (!_fragments.TryGetValue(name, out var fragment))
            return default;

        _weights[name] = null;
        var weight = Selections(fragment.SelectionSet, TypeOf(fragment.TypeCondition), level + 1).InFragment();
        _weights[name] = weight;
        return weight;
    }

    private Weight Checked(Weight weight)
    {
        if (weight.Fields > _options.MaxFields)
            throw ApiError.Limit($"The document selects more than {_options.MaxFields} fields.", nameof(_options.MaxFields));
        if (weight.Depth > _options.MaxDepth)
            throw TooDeep();
        if (weight.IntrospectionLists > Introspection.MostNestedLists)
            throw new ApiError(ErrorCodes.LimitExceeded, "The introspection query nests lists of fields or types too deep.");
        return weight;
    }

    private FieldType? DefinitionOf(GraphQLField field, IComplexGraphType? type)
    {
        if (!Introspection.IsEntry(field))
            return type?.Fields.Find(field.Name.Value);
        if (!_mayIntrospect)
            throw new ApiError(ErrorCodes.ValidationFailed, _options.AllowIntrospection ? "You have no role that may ask for the schema." : "Introspection is switched off.");
        return field.Name.Value == "__schema" ? _schema.SchemaMetaFieldType : _schema.TypeMetaFieldType;
    }

    private IComplexGraphType? TypeOf(GraphQLTypeCondition? condition) =>
        condition is null ? null : _schema.AllTypes[condition.Type.Name.Value] as IComplexGraphType;

    private IObjectGraphType Root(GraphQLOperationDefinition operation)
    {
        var root = operation.Operation switch
        {
            OperationType.Query => _schema.Query,
            OperationType.Mutation => _schema.Mutation,
            _ => _schema.Subscription,
        };
        return root ?? throw new ApiError(ErrorCodes.ValidationFailed, $"The schema has no {operation.Operation.ToString().ToLowerInvariant()}s.");
    }

    private ApiError TooDeep() => ApiError.Limit($"The selections nest deeper than {_options.MaxDepth} levels.", nameof(_options.MaxDepth));
}
