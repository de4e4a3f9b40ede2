using System.Text.Json.Serialization;

namespace Audit.Cli.Spooling;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SpoolReport))]
[JsonSerializable(typeof(DrainReport))]
internal sealed partial class SpoolJson : JsonSerializerContext;
