namespace Audit.Storage.ClickHouse.Exporting.Columns;

/// <summary>Builds an expression whose value is a JSON object as text. The first member is always there, the others may depend on the row.</summary>
internal sealed class JsonObjectSql
{
    private readonly List<string> _parts = [];

    /// <param name="name">The first member's name: letters and underscores.</param>
    /// <param name="json">An expression whose value is JSON.</param>
    public JsonObjectSql(string name, string json)
    {
        _parts.Add($"'{{\"{name}\":'");
        _parts.Add(json);
    }

    /// <summary>Adds a member.</summary>
    public JsonObjectSql Add(string name, string json)
    {
        _parts.Add($"',\"{name}\":'");
        _parts.Add(json);
        return this;
    }

    /// <summary>Adds a member that is there when a condition holds.</summary>
    public JsonObjectSql AddIf(string condition, string name, string json)
    {
        _parts.Add($"if({condition}, concat(',\"{name}\":', {json}), '')");
        return this;
    }

    /// <summary>Adds a text that is left out when it is empty.</summary>
    public JsonObjectSql AddText(string name, string column) => AddIf($"{column} != ''", name, Text(column));

    /// <summary>Adds a list or map that is left out when it is empty.</summary>
    public JsonObjectSql AddAll(string name, string column) => AddIf($"notEmpty({column})", name, $"toJSONString({column})");

    public static string Text(string expression) => $"toJSONString(toString({expression}))";

    public static string Number(string expression) => $"toString({expression})";

    public override string ToString() => $"concat({string.Join(", ", _parts)}, '}}')";
}
