using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;
using Audit.ApiKeys.Keys;
using Audit.ApiKeys.Storing;
using Audit.AspNetCore.Attribution;

namespace Audit.ApiKeys.Verifying;

/// <summary>A key as caches have it. Immutable, so that the cache of the process hands out the same one.</summary>
/// <param name="LoadedAt">When the database was asked: what happened later is not in it.</param>
[ImmutableObject(true)]
internal sealed record KnownKey(byte[] Hash, string Id, string Name, string Owner, string? TenantId, ImmutableArray<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset LoadedAt)
{
    [JsonIgnore]
    public ApiKeyVerification Accepted { get; } = new(new ApiKeyIdentity(Id, Name, Owner, TenantId) { Scopes = Scopes }, ApiKeyRefusal.None, Id);

    public static KnownKey Of(ApiKeyRow row, DateTimeOffset loadedAt) =>
        new(row.Hash, row.Id, row.Name, row.Owner, row.TenantId, [.. row.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)], row.ExpiresAt, loadedAt);

    public bool Is(byte[] hash) => KeyHash.AreEqual(Hash, hash);
}

/// <summary>How a known key is written for other instances.</summary>
[JsonSerializable(typeof(KnownKey))]
internal sealed partial class KnownKeyJson : JsonSerializerContext;
