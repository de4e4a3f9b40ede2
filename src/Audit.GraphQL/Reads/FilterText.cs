using System.Collections;
using System.Globalization;
using Audit.Redaction;
using GraphQL;
using GraphQLParser.AST;

namespace Audit.GraphQL.Reads;

/// <summary>Tells by what an operation filters: <c>actorId.eq=alice; last=P1D</c>. What a value is called decides what the redactor makes of it.</summary>
internal sealed class FilterText(Inputs variables, IAuditRedactor? redactor)
{
    private const string Filter = "filter";
    private const string AttributeName = "name";
    private const string AttributeValue = "value";
    private const int LongestText = 2_048;
    private const int Deepest = 64;

    private static readonly string[] Comparisons = ["eq", "ne", "in", "notIn", "contains", "startsWith", "like", "gt", "gte", "lt", "lte"];

    private readonly BoundedText _text = new(LongestText);

    public static string Of(GraphQLOperationDefinition operation, Inputs variables, IAuditRedactor? redactor)
    {
        var text = new FilterText(variables, redactor);
        foreach (var selection in operation.SelectionSet.Selections)
        {
            if (selection is not GraphQLField { Arguments: { } arguments })
                continue;
            foreach (var argument in arguments.Items)
            {
                // A single event is asked for by its id.
                if (argument.Name.StringValue is Filter)
                    text.Write("", "", argument.Value, 0);
                else if (argument.Name.StringValue is "id")
                    text.Write("id", "id", argument.Value, 0);
            }
        }

        return text._text.ToString();
    }

    /// <param name="path">Where the value stands in the filter.</param>
    /// <param name="name">What the value is called.</param>
    /// <param name="value">A node of the document, or a variable's value.</param>
    /// <param name="depth">How deep it stands.</param>
    private void Write(string path, string name, object? value, int depth)
    {
        if (_text.IsFull || depth > Deepest)
            return;
        switch (value)
        {
            case GraphQLVariable variable:
                Write(path, name, variables.TryGetValue(variable.Name.StringValue, out var given) ? given : null, depth + 1);
                break;
            case GraphQLObjectValue node:
                WriteFields(path, name, node.Fields?.ToDictionary(static field => field.Name.StringValue, static object? (field) => field.Value) ?? [], depth);
                break;
            case IDictionary<string, object?> fields:
                WriteFields(path, name, fields, depth);
                break;
            case GraphQLListValue list:
                WriteItems(path, name, list.Values ?? [], depth);
                break;
            case IEnumerable items and not string:
                WriteItems(path, name, items, depth);
                break;
            default:
                WriteValue(path, name, Text(value));
                break;
        }
    }

    private void WriteFields(string path, string name, IDictionary<string, object?> fields, int depth)
    {
        // A filter on a custom attribute says its name beside the value.
        if (fields.TryGetValue(AttributeName, out var said) && fields.TryGetValue(AttributeValue, out var sought))
        {
            var attribute = Text(said is GraphQLVariable variable ? variables.GetValueOrDefault(variable.Name.StringValue) : said);
            Write($"{path}.{redactor?.RedactText(attribute).Text ?? Redacted.Marker}", attribute, sought, depth + 1);
            return;
        }

        foreach (var (key, value) in fields)
            Write(path.Length == 0 ? key : $"{path}.{key}", Comparisons.Contains(key) ? name : key, value, depth + 1);
    }

    private void WriteItems(string path, string name, IEnumerable items, int depth)
    {
        foreach (var item in items)
            Write(path, name, item, depth + 1);
    }

    private void WriteValue(string path, string name, string value)
    {
        if (!_text.IsEmpty)
            _text.Append("; ");
        _text.Append(path);
        _text.Append("=");
        _text.Append(redactor is null ? Redacted.Marker : redactor.RedactAttribute(name, value).Text);
    }

    private static string Text(object? value) => value switch
    {
        null or GraphQLNullValue => "null",
        GraphQLEnumValue name => name.Name.StringValue,
        GraphQLTrueBooleanValue => "true",
        GraphQLFalseBooleanValue => "false",
        IHasValueNode node => node.Value.ToString(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
