namespace Audit.ApiKeys;

/// <summary>How API keys are made and remembered; section <c>Audit:ApiKeys</c>.</summary>
public sealed class AuditApiKeyOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Audit:ApiKeys";

    /// <summary>
    /// What every key starts with, 1 to 16 lower-case letters and digits. Keys with another prefix are refused without asking the database. Default: <c>apikey</c>, which redaction knows by its look wherever it stands.
    /// </summary>
    public string Prefix { get; set; } = "apikey";

    /// <summary>
    /// How long a key is believed without asking the database, while this process hears of what others revoke; one second to one hour. Default: 5 minutes.
    /// </summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The same while it does not: without <c>Audit.Redis</c>, or while Redis is out of reach. What another process revoked is believed for so long; zero to
    /// <see cref="Lifetime"/>. Default: 10 seconds.
    /// </summary>
    public TimeSpan UnheardLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a refused key is refused without asking the database, zero to one minute. Default: 5 seconds.</summary>
    public TimeSpan RefusalLifetime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of refused keys that are remembered, 0 to 1,000,000. Default: 10,000.</summary>
    public int MaxRefusals { get; set; } = 10_000;

    /// <summary>
    /// Whether keys that were made elsewhere, and so have any form, are accepted when they were imported. Every text that does not look like a key of this application is
    /// then asked for in the database. Default: <see langword="false"/>.
    /// </summary>
    public bool AllowImported { get; set; }

    /// <summary>How often it is written down which keys were used, one second to one hour; so exact is the time of the last use. Default: one minute.</summary>
    public TimeSpan LastUsedInterval { get; set; } = TimeSpan.FromMinutes(1);
}
