using System.Collections.Immutable;

namespace Audit.AspNetCore.Attribution;

/// <summary>What is known of an API key: all but the key itself.</summary>
/// <param name="Id">The id that is recorded.</param>
/// <param name="Name">A name for people to read.</param>
/// <param name="Owner">The id of the user or program the key acts for.</param>
/// <param name="TenantId">The tenant the owner belongs to.</param>
public sealed record ApiKeyIdentity(string Id, string? Name = null, string? Owner = null, string? TenantId = null)
{
    /// <summary>What the key is good for.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];
}
