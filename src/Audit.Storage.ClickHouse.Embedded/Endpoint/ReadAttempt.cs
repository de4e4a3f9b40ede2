using Audit.Storage.ClickHouse.Embedded.Http;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>One request for rows of the log.</summary>
internal sealed class ReadAttempt(DateTimeOffset startedAt, long began)
{
    public DateTimeOffset StartedAt => startedAt;

    public long Began => began;

    /// <summary>Who asks; <see langword="null"/> as long as that is not known.</summary>
    public ClickHousePrincipal? Principal { get; set; }

    /// <summary>Whether nobody looked at the credentials.</summary>
    public bool IsThrottled { get; set; }

    public ExecutedStatement Executed { get; } = new();
}
