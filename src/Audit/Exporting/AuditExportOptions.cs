using Audit.Hosting;

namespace Audit.Exporting;

/// <summary>Exports of the log; section <c>Audit:Exports</c>. See <c>docs/exports.md</c>.</summary>
public sealed class AuditExportOptions
{
    /// <summary>
    /// The directory of the files, for its owner alone; instances may share one. Unless set, <c>audit-exports/&lt;application&gt;</c> in <c>XDG_STATE_HOME</c>
    /// (<c>~/.local/state</c>), on Windows in the local application data.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>How long a file is kept after it is complete. Default: 24 hours.</summary>
    [AllowedRange("Audit:Exports:KeepFor", "00:01:00", "30.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many events an export may hold; one with more is refused, never shortened. Default: 10,000,000.</summary>
    [AllowedRange("Audit:Exports:MaxRows", 1, 100_000_000)]
    public long MaxRows { get; set; } = 10_000_000;

    /// <summary>How many exports into files this instance runs at a time, and as many straight to clients. Default: 2.</summary>
    [AllowedRange("Audit:Exports:MaxConcurrent", 1, 16)]
    public int MaxConcurrent { get; set; } = 2;

    /// <summary>How many exports into files may wait or run, on all instances together; more are refused. Default: 20.</summary>
    [AllowedRange("Audit:Exports:MaxQueued", 1, 1_000)]
    public int MaxQueued { get; set; } = 20;

    /// <summary>How long an export may take. Default: one hour.</summary>
    [AllowedRange("Audit:Exports:Timeout", "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an instance that runs an export may give no sign of life before another, or itself after a restart, takes it up. Default: one minute.</summary>
    [AllowedRange("Audit:Exports:Lease", "00:00:05", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);
}
