using Audit.Hosting;

namespace Audit.Sealing;

/// <summary>When a batch is closed and sent, whichever comes first; section <c>Audit:Batch</c>.</summary>
public sealed class AuditBatchOptions
{
    /// <summary>The most rows of a batch.</summary>
    [AllowedRange("Audit:Batch:MaxRows", 1, 1_000_000)]
    public int MaxRows { get; set; } = 50_000;

    /// <summary>The bytes of rows after which a batch is closed; its last row may exceed them.</summary>
    [AllowedRange("Audit:Batch:MaxBytes", 1024, 256 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long the first row of a batch waits for company. While the store is behind, batches grow instead.</summary>
    [AllowedRange("Audit:Batch:FlushInterval", "00:00:00.010", "00:10:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);
}
