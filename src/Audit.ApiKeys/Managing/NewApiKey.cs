using System.Collections.Immutable;

namespace Audit.ApiKeys.Managing;

/// <summary>What a new key is to be.</summary>
/// <param name="Name">A name for people to read, 1 to 200 characters.</param>
/// <param name="Owner">The id of the user or program it acts for, 1 to 200 characters.</param>
/// <param name="TenantId">The tenant the owner belongs to, at most 200 characters.</param>
public record NewApiKey(string Name, string Owner, string? TenantId = null)
{
    /// <summary>What it is good for: words without spaces, at most 2,000 characters together.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>When it ends; <see langword="null"/>: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key that was made elsewhere.</summary>
/// <param name="Id">The id that is recorded: 1 to 64 letters, digits, dots, hyphens and underscores.</param>
/// <param name="Sha256">The SHA-256 of the key's UTF-8 bytes, as 64 hexadecimal digits. The key itself is not wanted.</param>
/// <param name="Name">A name for people to read, 1 to 200 characters.</param>
/// <param name="Owner">The id of the user or program it acts for, 1 to 200 characters.</param>
/// <param name="TenantId">The tenant the owner belongs to, at most 200 characters.</param>
/// <remarks>A key that can be guessed can be guessed from its hash: it must have 128 random bits or more.</remarks>
public sealed record ImportedApiKey(string Id, string Sha256, string Name, string Owner, string? TenantId = null) : NewApiKey(Name, Owner, TenantId)
{
    /// <summary>The id: a hash is not for logs.</summary>
    public override string ToString() => Id;
}
