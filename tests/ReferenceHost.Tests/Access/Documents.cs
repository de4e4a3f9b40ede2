using System.Text.Json.Nodes;

namespace ReferenceHost.Tests.Access;

/// <summary>A document for every field that can be asked for, made from what the schema says of itself.</summary>
internal static class Documents
{
    public const string Introspection = """
        { __schema { queryType { fields { ...F } } mutationType { fields { ...F } } } }
        fragment F on __Field { name type { ...T } args { name type { ...T } } }
        fragment T on __Type { kind name enumValues { name } ofType { kind name enumValues { name } ofType { kind name enumValues { name } ofType { kind name enumValues { name } } } } }
        """;

    public static IEnumerable<(string Field, string Document)> Of(JsonNode schema, string root)
    {
        foreach (var field in schema["data"]!["__schema"]![root]!["fields"]!.AsArray())
        {
            var arguments = string.Join(", ", field!["args"]!.AsArray()
                .Where(static argument => argument!["type"]!["kind"]!.GetValue<string>() == "NON_NULL")
                .Select(static argument => $"{argument!["name"]}: {Sample(argument["type"]!)}"));
            var name = field["name"]!.GetValue<string>();
            var selection = IsObject(field["type"]!) ? " { __typename }" : "";
            yield return (name, $"{(root == "queryType" ? "query" : "mutation")} {{ {name}{(arguments.Length == 0 ? "" : $"({arguments})")}{selection} }}");
        }
    }

    private static string Sample(JsonNode type) => type["kind"]!.GetValue<string>() switch
    {
        "NON_NULL" => Sample(type["ofType"]!),
        "LIST" => $"[{Sample(type["ofType"]!)}]",
        "ENUM" => type["enumValues"]!.AsArray()[^1]!["name"]!.GetValue<string>(),
        "INPUT_OBJECT" => "{}",
        _ => type["name"]!.GetValue<string>() switch
        {
            "ID" => "\"019cac1a-2b80-71f9-8000-000000000001\"",
            "Int" or "Long" => "1",
            "Boolean" => "true",
            _ => "\"x\"",
        },
    };

    private static bool IsObject(JsonNode type) => type["kind"]!.GetValue<string>() switch
    {
        "NON_NULL" or "LIST" => IsObject(type["ofType"]!),
        "OBJECT" => true,
        _ => false,
    };
}
