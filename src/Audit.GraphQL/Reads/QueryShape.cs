using GraphQLParser.AST;

namespace Audit.GraphQL.Reads;

/// <summary>
/// Tells what an operation asks for, without any value: <c>auditEvents(filter,first){nodes{id actor{id}}}</c>. Fragments are told where they are used.
/// </summary>
internal static class QueryShape
{
    private const int LongestShape = 1_024;

    /// <summary>Limits are checked after it, of documents whose fragments may still go round in circles.</summary>
    private const int Deepest = 32;

    private static readonly string[] FieldsOfTheLog = ["auditEvent", "auditEvents", "aggregate", "facets", "entityHistory", "retentionClasses", "auditEventAdded"];

    public static string Of(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        var text = new BoundedText(LongestShape);
        Write(document, operation.SelectionSet, text, 0);
        return text.ToString();
    }

    /// <summary>Whether a field of the operation reads the log.</summary>
    public static bool ReadsTheLog(GraphQLOperationDefinition operation) =>
        operation.SelectionSet.Selections.Exists(static selection => selection is GraphQLField field && FieldsOfTheLog.Contains(field.Name.StringValue));

    private static void Write(GraphQLDocument document, GraphQLSelectionSet? selections, BoundedText text, int depth)
    {
        if (selections is null || depth > Deepest)
            return;
        var isFirst = true;
        foreach (var selection in selections.Selections)
        {
            if (text.IsFull)
                return;
            if (!isFirst)
                text.Append(" ");
            isFirst = false;
            switch (selection)
            {
                case GraphQLField field:
                    Write(document, field, text, depth);
                    break;
                case GraphQLInlineFragment inline:
                    Write(document, inline.SelectionSet, text, depth + 1);
                    break;
                case GraphQLFragmentSpread spread:
                    Write(document, Find(document, spread.FragmentName.Name.StringValue)?.SelectionSet, text, depth + 1);
                    break;
            }
        }
    }

    private static void Write(GraphQLDocument document, GraphQLField field, BoundedText text, int depth)
    {
        text.Append(field.Name.StringValue);
        if (field.Arguments is { Count: > 0 } arguments)
        {
            text.Append("(");
            text.Append(string.Join(',', arguments.Items.Select(static argument => argument.Name.StringValue)));
            text.Append(")");
        }

        if (field.SelectionSet is null)
            return;
        text.Append("{");
        Write(document, field.SelectionSet, text, depth + 1);
        text.Append("}");
    }

    private static GraphQLFragmentDefinition? Find(GraphQLDocument document, string name)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLFragmentDefinition fragment && fragment.FragmentName.Name.StringValue == name)
                return fragment;
        }

        return null;
    }
}
