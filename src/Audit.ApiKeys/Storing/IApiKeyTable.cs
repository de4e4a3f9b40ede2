namespace Audit.ApiKeys.Storing;

/// <summary>The keys in the database. Thread-safe.</summary>
internal interface IApiKeyTable
{
    /// <summary>The key of a hash, asked for by nobody in particular: its owner is not known yet.</summary>
    Task<ApiKeyRow?> FindAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>The keys of an owner, or all, the oldest first.</summary>
    Task<List<ApiKeyRow>> ListAsync(string? owner, CancellationToken cancellationToken);

    /// <summary>Adds a key unless there is one with its id.</summary>
    Task<bool> TryAddAsync(ApiKeyRow row, CancellationToken cancellationToken);

    /// <summary>Changes a key, and adds another in the same transaction.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="change">Changes it; <see langword="false"/> to leave it. Gives what is added, too.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What it is now; <see langword="null"/> when it is not there, was left, or was changed by someone else at the same time.</returns>
    Task<ApiKeyRow?> ChangeAsync(string id, KeyChange change, CancellationToken cancellationToken);

    /// <summary>Notes when keys were last used.</summary>
    Task NoteUseAsync(IReadOnlyCollection<string> ids, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>Changes a key.</summary>
/// <param name="row">The key.</param>
/// <param name="added">A key that is added in the same transaction.</param>
/// <returns>Whether it is to be changed.</returns>
internal delegate bool KeyChange(ApiKeyRow row, out ApiKeyRow? added);
