using System.Text.Json;
using System.Text.Json.Serialization;

namespace Audit.Querying;

/// <summary>Filters as JSON: members in camel case, values of enums by their names, durations as <c>d.hh:mm:ss</c>; what is not set is left out.</summary>
public static class AuditFilterJson
{
    /// <summary>Writes a filter.</summary>
    public static string Write(AuditFilter filter) => JsonSerializer.Serialize(filter, FilterJsonContext.Default.AuditFilter);

    /// <summary>Reads a filter.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static AuditFilter Read(string json) => JsonSerializer.Deserialize(json, FilterJsonContext.Default.AuditFilter) ?? new AuditFilter();
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditFilter))]
internal sealed partial class FilterJsonContext : JsonSerializerContext;
