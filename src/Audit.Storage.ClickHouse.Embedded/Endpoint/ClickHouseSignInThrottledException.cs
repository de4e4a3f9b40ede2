namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>
/// An <see cref="IClickHouseEndpointAuthenticator"/> throws it when it did not look at the credentials, because there were too many wrong ones before. The
/// client is answered with 429.
/// </summary>
/// <param name="retryAfter">How long to wait before the next attempt.</param>
public sealed class ClickHouseSignInThrottledException(TimeSpan retryAfter)
    : Exception("Too many wrong credentials were sent before.")
{
    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
