using System.Text.Json;
using System.Text.Json.Serialization;
using Audit.Guarding.Approvals;

namespace Audit.Cli.Approvals;

/// <summary>An approval as it is listed.</summary>
internal sealed record PendingLine(
    string Id, string Rule, string Statement, string[] Reasons, PendingActor RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, string Application, string? RequestNote)
{
    public static PendingLine Of(Approval approval) => new(
        approval.Id.ToString(), approval.Rule, approval.Statement, [.. approval.Reasons], new PendingActor(approval.RequestedBy.Id, approval.RequestedBy.Name),
        approval.RequestedAt, approval.ExpiresAt, approval.Application, approval.RequestNote);

    public static PendingLine[] Read(JsonElement pending) => pending.Deserialize(PendingJson.Default.PendingLineArray) ?? [];
}

/// <summary>Who asked.</summary>
internal sealed record PendingActor(string Id, string? Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PendingLine[]))]
internal sealed partial class PendingJson : JsonSerializerContext;
