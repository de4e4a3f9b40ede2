using Audit.Buffering;
using Audit.Capture;
using Audit.Classification;
using Audit.Commands;
using Audit.Delivery;
using Audit.Exporting;
using Audit.Live;
using Audit.Notifying;
using Audit.Redaction;
using Audit.Retention;
using Audit.Sealing;
using Audit.Spooling.Configuration;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>Options of the engine; section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The section of the configuration the options are bound from.</summary>
    public const string Section = "Audit";

    /// <summary>Whether anything is recorded. When <see langword="false"/>, no pipeline runs and no store is needed.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The application's name; unless set, the host's.</summary>
    public string? Application { get; set; }

    /// <summary>The environment, for example <c>Production</c>; unless set, the host's.</summary>
    public string? Environment { get; set; }

    /// <summary>What tells this instance of the application from others; unless set, machine and process id.</summary>
    public string? Instance { get; set; }

    /// <summary>How much is recorded of which operations.</summary>
    public AuditCaptureOptions Capture { get; } = new();

    /// <summary>How statements are classified.</summary>
    [ValidateObjectMembers]
    public AuditClassificationOptions Classification { get; } = new();

    /// <summary>What is left out of the record.</summary>
    [ValidateObjectMembers]
    public AuditRedactionOptions Redaction { get; } = new();

    /// <summary>The queue between the application and the pipeline.</summary>
    [ValidateObjectMembers]
    public AuditBufferOptions Buffer { get; } = new();

    /// <summary>When a batch is closed and sent.</summary>
    [ValidateObjectMembers]
    public AuditBatchOptions Batch { get; } = new();

    /// <summary>The spool on local disk, between the application and the store.</summary>
    [ValidateObjectMembers]
    public AuditSpoolOptions Spool { get; } = new();

    /// <summary>How batches are sent to the store.</summary>
    [ValidateObjectMembers]
    public AuditDeliveryOptions Delivery { get; } = new();

    /// <summary>How the log is followed while it is written.</summary>
    [ValidateObjectMembers]
    public AuditLiveOptions Live { get; } = new();

    /// <summary>How long events are kept.</summary>
    public AuditRetentionOptions Retention { get; } = new();

    /// <summary>How console commands are recorded and guarded.</summary>
    public AuditCommandOptions Commands { get; } = new();

    /// <summary>Exports of the log.</summary>
    [ValidateObjectMembers]
    public AuditExportOptions Exports { get; } = new();

    /// <summary>How people are told at once.</summary>
    [ValidateObjectMembers]
    public AuditNotificationOptions Notifications { get; } = new();
}
