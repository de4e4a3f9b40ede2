namespace Audit.Redis;

/// <summary>The Redis through which instances of an application share; section <c>Audit:Redis</c>.</summary>
public sealed class AuditRedisOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Audit:Redis";

    /// <summary>
    /// Server and options as StackExchange.Redis has them, for example <c>redis.example:6380,ssl=true,user=audit,password=…</c>. Required. Whoever can write to it can
    /// make API keys valid: it belongs behind a password and into no foreign hands.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// What all keys and channels start with, at most 200 characters; the same in all instances of an application, and different for different applications.
    /// Default: <c>audit:</c>, the application's name and a colon.
    /// </summary>
    public string? KeyPrefix { get; set; }

    /// <summary>How long an operation may take, 50 milliseconds to 30 seconds; after that Redis counts as out of reach. Default: one second.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);
}
