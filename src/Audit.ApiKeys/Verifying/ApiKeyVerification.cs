using Audit.AspNetCore.Attribution;

namespace Audit.ApiKeys.Verifying;

/// <summary>What became of a key that was presented.</summary>
/// <param name="Key">What is known of it; <see langword="null"/> when it was refused.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="KeyId">The id, when the key is or was one of the application's; never the key.</param>
public readonly record struct ApiKeyVerification(ApiKeyIdentity? Key, ApiKeyRefusal Refusal, string? KeyId);

/// <summary>Why a key was refused.</summary>
public enum ApiKeyRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It does not look like a key of this application.</summary>
    Malformed,

    /// <summary>There is no such key.</summary>
    Unknown,

    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>Its time is over.</summary>
    Expired,
}
