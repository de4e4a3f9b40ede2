using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Audit.AspNetCore.Sessions;
using Audit.Context;
using Audit.Events;

namespace Audit.Redis.Sessions;

/// <summary>How actors and origins are written for other instances.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WrittenActor))]
[JsonSerializable(typeof(WrittenOrigin[]))]
internal sealed partial class SessionJson : JsonSerializerContext
{
    public static string Write(AuditActor actor) =>
        JsonSerializer.Serialize(new WrittenActor(actor.Type, actor.Id, actor.Name, actor.TenantId, actor.ImpersonatorId), Default.WrittenActor);

    public static string Write(ImmutableArray<SessionOrigin> origins) =>
        JsonSerializer.Serialize(origins.IsDefault ? [] : origins.Select(static o => new WrittenOrigin(o.Ip?.ToString(), o.UserAgent)).ToArray(), Default.WrittenOriginArray);

    public static AuditActor? ReadActor(string text) =>
        JsonSerializer.Deserialize(text, Default.WrittenActor) is { } actor ? new AuditActor(actor.Type, actor.Id, actor.Name, actor.TenantId, actor.ImpersonatorId) : null;

    public static ImmutableArray<SessionOrigin> ReadOrigins(string text) =>
        [.. (JsonSerializer.Deserialize(text, Default.WrittenOriginArray) ?? []).Select(static o => new SessionOrigin(IPAddress.TryParse(o.Ip, out var ip) ? ip : null, o.UserAgent))];
}

internal sealed record WrittenActor(ActorType Type, string Id, string? Name, string? TenantId, string? ImpersonatorId);

internal sealed record WrittenOrigin(string? Ip, string? UserAgent);
