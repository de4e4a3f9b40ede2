using System.ComponentModel.DataAnnotations;
using Audit.Hosting;

namespace Audit.Spooling.Configuration;

/// <summary>The spool on local disk, between the application and the store; section <c>Audit:Spool</c>. See <c>docs/spool.md</c>.</summary>
public sealed class AuditSpoolOptions
{
    /// <summary>Whether events are kept on disk until the store has them. When <see langword="false"/>, they wait in memory and end with the process.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The directory, for its owner alone; instances of an application share it. Unless set, <c>audit/&lt;application&gt;</c> in <c>XDG_STATE_HOME</c>
    /// (<c>~/.local/state</c>), on Windows in the local application data.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>The most bytes on disk of this instance; when they are reached, the buffer fills, and <c>Audit:Buffer:FullMode</c> decides. Default: 8 GiB.</summary>
    [AllowedRange("Audit:Spool:MaxBytes", 1024 * 1024, 16L * 1024 * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>The percentage of <see cref="MaxBytes"/> from which health reports tell of a spool that fills. Default: 80.</summary>
    [AllowedRange("Audit:Spool:HighWater", 1, 100)]
    public int HighWater { get; set; } = 80;

    /// <summary>The bytes of one file. Default: 64 MiB.</summary>
    [AllowedRange("Audit:Spool:SegmentBytes", 64 * 1024, 1024 * 1024 * 1024)]
    public int SegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// What the disk writes as one: 512, or 4096 on disks with 4K sectors only. Unless set, what Linux says of the disk below <see cref="Directory"/>; 4096
    /// where that is not known.
    /// </summary>
    [AllowedValues(null, 512, 4096, ErrorMessage = "Audit:Spool:SectorBytes is no size of a sector. Allowed: 512, 4096.")]
    public int? SectorBytes { get; set; }

    /// <summary>
    /// How long files are kept after the store has what they hold, while the process runs and less than a quarter of <see cref="MaxBytes"/> is used.
    /// Unless set, 10 minutes, in which a store may write to its disk what it has acknowledged; none where the store has made it durable before.
    /// </summary>
    [AllowedRange("Audit:Spool:Retention", "00:00:00", "30.00:00:00")]
    public TimeSpan? Retention { get; set; }

    /// <summary>How long what was only written may wait to be made durable. Default: one second.</summary>
    [AllowedRange("Audit:Spool:SyncInterval", "00:00:00.010", "00:01:00")]
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stop goes on delivering to a store that works; what is left then is delivered by the next process. Default: 5 seconds.</summary>
    [AllowedRange("Audit:Spool:DrainTimeout", "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the disk may fail before events are lost. Default: 2 seconds.</summary>
    [AllowedRange("Audit:Spool:RetryFor", "00:00:00", "00:05:00")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What happens when the directory cannot be used at start, or the disk fails while the application runs. Default: <see cref="SpoolUnavailableMode.Continue"/>.</summary>
    [EnumDataType(typeof(SpoolUnavailableMode), ErrorMessage = "Audit:Spool:WhenUnavailable is no mode. Allowed: Continue, FailOperation.")]
    public SpoolUnavailableMode WhenUnavailable { get; set; }

    /// <summary>What an asynchronous recording waits for.</summary>
    [Microsoft.Extensions.Options.ValidateObjectMembers]
    public AuditAcknowledgementOptions Acknowledge { get; } = new();
}
