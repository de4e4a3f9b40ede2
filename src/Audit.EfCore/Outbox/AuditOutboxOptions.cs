namespace Audit.EfCore.Outbox;

/// <summary>How the outbox is relayed; section <c>Audit:Outbox</c>.</summary>
public sealed class AuditOutboxOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Audit:Outbox";

    /// <summary>The most events of one batch, 1 to 10,000. Default: 1,000.</summary>
    public int BatchRows { get; set; } = 1_000;

    /// <summary>The most bytes of the events of one batch, unless a single one is larger, 64 KiB to 256 MiB. Default: 8 MiB.</summary>
    public int BatchBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How often the table is looked at for what other processes wrote, 0.05 seconds to 1 hour. What this process wrote is relayed at once. Default: 2 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an instance that relays may be silent before another takes over, 0.2 seconds to 1 hour. It renews its lease three times as often. Default: 30 seconds.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);
}
