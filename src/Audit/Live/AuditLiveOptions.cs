using Audit.Hosting;

namespace Audit.Live;

/// <summary>How the log is followed while it is written; section <c>Audit:Live</c>.</summary>
public sealed class AuditLiveOptions
{
    /// <summary>How many events wait for those who follow, between the pipeline and the filters. More are skipped, the oldest first.</summary>
    [AllowedRange("Audit:Live:Capacity", 16, 1_000_000)]
    public int Capacity { get; set; } = 8_192;

    /// <summary>How many events wait for one subscriber. More are skipped, the oldest first.</summary>
    [AllowedRange("Audit:Live:SubscriberCapacity", 1, 100_000)]
    public int SubscriberCapacity { get; set; } = 1_000;

    /// <summary>How often the store is asked for events of other processes, while somebody follows.</summary>
    [AllowedRange("Audit:Live:PollInterval", "00:00:00.100", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
