using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Audit.Events;
using Audit.Exporting;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Schema.Filtering;
using Audit.GraphQL.Schema.Scalars;

namespace Audit.GraphQL.Exports;

/// <summary>What a script asks for: <c>{"filter": {…}, "format": "CSV"}</c>, the filter as GraphQL has it.</summary>
internal sealed class ExportBody
{
    public AuditEventFilter? Filter { get; init; }

    public required ExportFormat Format { get; init; }

    /// <exception cref="ApiError">It is malformed.</exception>
    public static ExportBody Read(ReadOnlySequence<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
            return JsonSerializer.Deserialize(ref reader, ExportBodyJson.Default.ExportBody) ?? throw Malformed("it is null");
        }
        catch (JsonException failure)
        {
            throw Malformed(failure.Path is { Length: > 1 } path ? $"{path[2..]} is not what it should be" : "it is no JSON, or lacks a member");
        }
        catch (FormatException failure)
        {
            throw Malformed(failure.Message);
        }
    }

    private static ApiError Malformed(string what) => new(
        ErrorCodes.BadRequest, $$"""The body must be {"filter": {…}, "format": "CSV" | "NDJSON" | "PARQUET" | "OCSF"}, the filter as GraphQL has it: {{what}}.""");
}

/// <summary>Values of enums as GraphQL names them.</summary>
internal sealed class UpperCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Reads a scalar as GraphQL does.</summary>
internal abstract class ScalarConverter<T>(TextScalar<T> scalar) : JsonConverter<T>
    where T : struct
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && scalar.ParseValue(reader.GetString()) is T value ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue((string)scalar.Serialize(value)!);
}

internal sealed class TimeConverter() : ScalarConverter<DateTimeOffset>(new DateTimeScalar());

internal sealed class SpanConverter() : ScalarConverter<TimeSpan>(new DurationScalar());

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(UpperCaseEnumConverter<ExportFormat>), typeof(UpperCaseEnumConverter<EventCategory>), typeof(UpperCaseEnumConverter<Outcome>),
        typeof(UpperCaseEnumConverter<Risk>), typeof(UpperCaseEnumConverter<CommandSource>), typeof(UpperCaseEnumConverter<ActorType>),
        typeof(TimeConverter), typeof(SpanConverter),
    ])]
[JsonSerializable(typeof(ExportBody))]
internal sealed partial class ExportBodyJson : JsonSerializerContext;
