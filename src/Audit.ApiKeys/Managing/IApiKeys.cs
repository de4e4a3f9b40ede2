namespace Audit.ApiKeys.Managing;

/// <summary>
/// Makes, lists, replaces and revokes API keys. Every step is recorded in the name of the ambient actor, failed ones as well. Who may do it is for the application to
/// decide. Thread-safe.
/// </summary>
/// <remarks>What the database throws is thrown on; nothing has happened then.</remarks>
public interface IApiKeys
{
    /// <summary>Makes a key; recorded as <c>api_key.created</c>.</summary>
    /// <param name="key">What it is to be.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ArgumentException">A value is not allowed; see <see cref="NewApiKey"/>.</exception>
    Task<IssuedApiKey> CreateAsync(NewApiKey key, CancellationToken cancellationToken = default);

    /// <summary>Takes over a key that was made elsewhere; recorded as <c>api_key.imported</c>. Needs <see cref="AuditApiKeyOptions.AllowImported"/>.</summary>
    /// <param name="key">The key, by its hash.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns><see langword="false"/> when there is one with its id already, which stays as it is; nothing is recorded then.</returns>
    /// <exception cref="ArgumentException">A value is not allowed; see <see cref="ImportedApiKey"/>.</exception>
    /// <exception cref="InvalidOperationException"><see cref="AuditApiKeyOptions.AllowImported"/> is <see langword="false"/>.</exception>
    Task<bool> ImportAsync(ImportedApiKey key, CancellationToken cancellationToken = default);

    /// <summary>The keys there are, the oldest first, ended ones included; recorded as <c>api_key.listed</c>.</summary>
    /// <param name="owner">Only those of this owner; <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyList<ApiKeyInfo>> ListAsync(string? owner = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a key now, in all instances; recorded as <c>api_key.revoked</c>. It cannot be undone.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns><see langword="false"/> when there is no such key, or it was revoked before.</returns>
    Task<bool> RevokeAsync(string id, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Makes a key that takes the place of another: of the same name, owner, tenant, scopes and end; recorded as <c>api_key.rotated</c>.</summary>
    /// <param name="id">The id of the key that is replaced.</param>
    /// <param name="overlap">How long the replaced key still is accepted, zero or more.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns><see langword="null"/> when there is no such key, or it was revoked or replaced before, or its time is over.</returns>
    Task<IssuedApiKey?> RotateAsync(string id, TimeSpan overlap, CancellationToken cancellationToken = default);
}
