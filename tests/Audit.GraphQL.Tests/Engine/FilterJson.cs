using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Engine;

/// <summary>Writes a filter as a client would send it.</summary>
internal static partial class FilterJson
{
    public static JsonObject Of(object filter)
    {
        var json = new JsonObject();
        foreach (var property in filter.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetValue(filter) is { } value)
                json[NameOf(property.Name)] = ValueOf(value);
        }

        return json;
    }

    private static string NameOf(string property) =>
        property == nameof(AuditFilter.ParentId) ? "parentEventId" : JsonNamingPolicy.CamelCase.ConvertName(property);

    private static JsonNode? ValueOf(object value) => value switch
    {
        string text => text,
        bool flag => flag,
        long number => number,
        Guid id => id.ToString(),
        Enum name => WordEnd().Replace(name.ToString(), "_").ToUpperInvariant(),
        DateTimeOffset time => time.ToString("O"),
        TimeSpan span => XmlConvert.ToString(span),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(ValueOf)]),
        _ => Of(value),
    };

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordEnd();
}
