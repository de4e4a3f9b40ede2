using System.Text.Json.Serialization;

namespace Audit.Cli.Doctor;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(SeverityConverter)])]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;

/// <summary>Severities in lower case.</summary>
internal sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(System.Text.Json.JsonNamingPolicy.CamelCase);
