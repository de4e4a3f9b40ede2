namespace Audit.ApiKeys.Verifying;

/// <summary>Tells whose key one is: for applications that authenticate by themselves. Thread-safe.</summary>
public interface IApiKeyVerifier
{
    /// <summary>Verifies a key, from memory when it was verified not long ago.</summary>
    /// <param name="key">The key as it was presented. It is neither kept nor written anywhere.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <remarks>Exceptions of the database are those of the provider; they hold no key.</remarks>
    ValueTask<ApiKeyVerification> VerifyAsync(string key, CancellationToken cancellationToken = default);
}
