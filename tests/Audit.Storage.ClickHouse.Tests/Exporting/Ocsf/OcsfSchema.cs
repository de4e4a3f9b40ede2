using System.Globalization;
using System.Text.Json.Nodes;

namespace Audit.Storage.ClickHouse.Tests.Exporting.Ocsf;

/// <summary>The published description of the class Datastore Activity, and a record's faults by it.</summary>
internal sealed class OcsfSchema
{
    private const string Required = "required";

    private readonly JsonObject _schema;

    private OcsfSchema(JsonObject schema) => _schema = schema;

    private JsonObject Class => _schema["class"]!.AsObject();

    public static async Task<OcsfSchema> LoadAsync() => new(JsonNode.Parse(
        await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "datastore_activity.json"), TestContext.Current.CancellationToken))!.AsObject());

    public string CaptionOf(string attribute, long value) => Class["attributes"]![attribute]!["enum"]![value.ToString(CultureInfo.InvariantCulture)]!.GetValue<string>();

    /// <summary>What is wrong with a record: attributes that are missing, that the schema does not know, or that have a value of the wrong type or outside of their enum.</summary>
    public List<string> FaultsOf(JsonObject record)
    {
        var faults = new List<string>();
        Check(record, Class, "", faults);
        if ((long?)record["class_uid"] != (long)Class["class_uid"]! || (long?)record["category_uid"] != (long)Class["category_uid"]!)
            faults.Add("class_uid, category_uid");
        if ((long?)record["type_uid"] != (long?)record["class_uid"] * 100 + (long?)record["activity_id"])
            faults.Add("type_uid");
        if ((string?)record["metadata"]?["version"] != (string?)_schema["ocsf_version"])
            faults.Add("metadata.version");
        return faults;
    }

    private void Check(JsonObject value, JsonObject type, string path, List<string> faults)
    {
        var attributes = type["attributes"]!.AsObject();
        foreach (var (name, attribute) in attributes)
        {
            // What belongs to a profile is only asked for when the record says that it has that profile.
            if ((string?)attribute!["requirement"] == Required && attribute["profile"] is null && !value.ContainsKey(name))
                faults.Add($"{path}{name} is missing");
        }

        if (type["constraints"]?["at_least_one"] is JsonArray some && !some.Any(name => value.ContainsKey((string)name!)))
            faults.Add($"{path} has none of {some.ToJsonString()}");
        foreach (var (name, member) in value)
        {
            if (attributes[name] is not JsonObject attribute)
                faults.Add($"{path}{name} is not known");
            else if (attribute["profile"] is not null)
                faults.Add($"{path}{name} belongs to a profile");
            else
                CheckMember(member, attribute, path + name, faults);
        }
    }

    private void CheckMember(JsonNode? member, JsonObject attribute, string path, List<string> faults)
    {
        var type = (string)attribute["type"]!;
        var isRight = type switch
        {
            "integer_t" => member is JsonValue number && number.TryGetValue<int>(out _),
            "long_t" or "timestamp_t" => member is JsonValue number && number.TryGetValue<long>(out _),
            "boolean_t" => member is JsonValue value && value.TryGetValue<bool>(out _),
            "ip_t" => member is JsonValue ip && System.Net.IPAddress.TryParse((string?)ip, out _),
            "port_t" => member is JsonValue port && port.TryGetValue<ushort>(out _),
            "object" => member is JsonObject,
            _ when type.EndsWith("_t", StringComparison.Ordinal) => member is JsonValue text && text.TryGetValue<string>(out _),
            _ => member is JsonObject && _schema["objects"]![type] is not null,
        };
        if (!isRight)
            faults.Add($"{path} is no {type}: {member?.ToJsonString()}");
        else if (member is JsonObject inner && type != "object")
            Check(inner, _schema["objects"]![type]!.AsObject(), path + ".", faults);

        // The two that the base event defines; the class gives them one value each, which is checked apart.
        if (path is not ("class_uid" or "category_uid") && attribute["enum"] is JsonObject values && !values.ContainsKey(member!.ToString()))
            faults.Add($"{path} is {member.ToJsonString()}, which its enum does not have");
    }
}
