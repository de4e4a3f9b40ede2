using System.ComponentModel.DataAnnotations;
using Audit.Hosting;

namespace Audit.Spooling.Configuration;

/// <summary>
/// How safe an event is when <c>IAuditLog.RecordAsync</c> returns; section <c>Audit:Spool:Acknowledge</c>. <c>IAuditLog.Record</c>, which is synchronous,
/// waits for nothing but room in the buffer.
/// </summary>
public sealed class AuditAcknowledgementOptions
{
    private const string NoLevel = " is no level. Allowed: Memory, Process, Disk.";

    /// <summary>For statements that only read. Default: <see cref="AcknowledgementLevel.Memory"/>.</summary>
    [EnumDataType(typeof(AcknowledgementLevel), ErrorMessage = "Audit:Spool:Acknowledge:Reads" + NoLevel)]
    public AcknowledgementLevel Reads { get; set; } = AcknowledgementLevel.Memory;

    /// <summary>For everything else. Default: <see cref="AcknowledgementLevel.Process"/>.</summary>
    [EnumDataType(typeof(AcknowledgementLevel), ErrorMessage = "Audit:Spool:Acknowledge:Writes" + NoLevel)]
    public AcknowledgementLevel Writes { get; set; } = AcknowledgementLevel.Process;

    /// <summary>For destructive operations, and what the guard records. Default: <see cref="AcknowledgementLevel.Disk"/>.</summary>
    [EnumDataType(typeof(AcknowledgementLevel), ErrorMessage = "Audit:Spool:Acknowledge:Destructive" + NoLevel)]
    public AcknowledgementLevel Destructive { get; set; } = AcknowledgementLevel.Disk;

    /// <summary>
    /// How long a caller waits for its level. The event is on its way then, and later callers do not wait until the disk answers again. Default: 2 seconds.
    /// </summary>
    [AllowedRange("Audit:Spool:Acknowledge:Timeout", "00:00:00.010", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
