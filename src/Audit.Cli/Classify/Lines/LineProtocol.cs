using System.Text.Json;
using System.Text.Json.Serialization;

namespace Audit.Cli.Classify.Lines;

/// <summary>A statement to classify.</summary>
/// <param name="Id">What the answer is known by; any JSON value.</param>
/// <param name="Dialect">The dialect's name.</param>
/// <param name="Sql">The statement.</param>
internal sealed record RequestLine(JsonElement? Id, string? Dialect, string? Sql);

/// <summary>What a statement does, in the taxonomy's names.</summary>
internal sealed record AnswerLine(
    JsonElement? Id,
    IEnumerable<string> Operations,
    IEnumerable<string> Writes,
    IEnumerable<string> Reads,
    IEnumerable<string> Destructive,
    bool Opaque,
    bool Incomplete,
    string Redacted,
    string Fingerprint);

/// <summary>Why a line was not answered.</summary>
internal sealed record ErrorLine(JsonElement? Id, string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RequestLine))]
[JsonSerializable(typeof(AnswerLine))]
[JsonSerializable(typeof(ErrorLine))]
internal sealed partial class LineProtocol : JsonSerializerContext;
