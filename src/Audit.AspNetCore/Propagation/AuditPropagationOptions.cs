namespace Audit.AspNetCore.Propagation;

/// <summary>How the context of one application is believed by another; section <c>Audit:AspNetCore:Propagation</c>.</summary>
public sealed class AuditPropagationOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Audit:AspNetCore:Propagation";

    /// <summary>
    /// The secrets that applications which trust each other share. The first signs, all are believed: a new one is added behind the old everywhere, then put first
    /// everywhere, then the old one is removed.
    /// </summary>
    public IList<AuditPropagationKey> Keys { get; } = [];

    /// <summary>How long after it was signed a context is believed, one second to one hour. Default: 30 seconds. Messages that wait in a queue need more.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far the clock of the sender may be ahead, up to one hour. Default: 5 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>A secret that signs contexts.</summary>
public sealed class AuditPropagationKey
{
    /// <summary>Tells keys apart; not secret. 1 to 16 letters, digits, <c>-</c> or <c>_</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>The secret, as base64 of 32 bytes or more.</summary>
    public string Key { get; set; } = "";
}
