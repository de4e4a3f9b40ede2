namespace Audit.Notifying;

/// <summary>A webhook that notifications are sent to, signed; section <c>Audit:Notifications:Webhooks:0</c>, <c>1</c> and so on.</summary>
public sealed class AuditWebhookOptions
{
    /// <summary>The least length of <see cref="Secret"/>.</summary>
    public const int ShortestSecret = 32;

    /// <summary>The webhook's name in logs and metrics; unique.</summary>
    public string Name { get; set; } = "webhook";

    /// <summary>Where notifications are sent to: <c>https</c>, or <c>http</c> to this machine. May itself hold a secret, and is never logged.</summary>
    public Uri? Url { get; set; }

    /// <summary>The key of the signature, at least <see cref="ShortestSecret"/> characters that the receiver knows as well; never logged.</summary>
    public string? Secret { get; set; }

    /// <summary>How long the receiver may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Allows <c>http</c> to other machines: what is sent can then be read on its way.</summary>
    public bool AllowHttp { get; set; }
}
