using System.Collections.Immutable;
using System.Globalization;
using Audit.Context;
using Audit.Events;
using Audit.Querying;
using Audit.Redaction;

namespace Audit.Exporting;

/// <summary>Records exports: who asked for which events, and what they got.</summary>
internal sealed class ExportEvents(IAuditLog log, IAuditRedactor redactor, TimeProvider time)
{
    /// <summary>An export that has ended, however it did.</summary>
    public const string Export = "audit.export";

    public const string Started = "audit.export_started";
    public const string Cancelled = "audit.export_cancelled";
    public const string Downloaded = "audit.export_downloaded";

    /// <summary>Records what somebody did with an export into a file.</summary>
    public ValueTask RecordAsync(string action, AuditActor actor, ExportJob job) => RecordAsync(
        action, actor, job.Selection, new ExportContent(job.RowsWritten, job.Bytes, job.Sha256 ?? ""), Outcome.Succeeded, job.Error, job.CreatedAt, job.Id, job.RequestedBy);

    /// <summary>Records how an export into a file ended, in the name of who asked for it.</summary>
    public ValueTask EndedAsync(ExportJob job)
    {
        var outcome = job.State switch
        {
            ExportState.Completed => Outcome.Succeeded,
            ExportState.Cancelled => Outcome.Cancelled,
            _ => Outcome.Failed,
        };
        return RecordAsync(
            Export, job.RequestedBy, job.Selection, new ExportContent(job.RowsWritten, job.Bytes, job.Sha256 ?? ""), outcome, job.Error, job.CreatedAt, job.Id, job.RequestedBy);
    }

    /// <summary>Records how an export straight to a client ended.</summary>
    public ValueTask EndedAsync(AuditActor requestedBy, ExportSelection selection, ExportContent content, Outcome outcome, string? error, DateTimeOffset beganAt) =>
        RecordAsync(Export, requestedBy, selection, content, outcome, error, beganAt, null, requestedBy);

    private async ValueTask RecordAsync(
        string action, AuditActor actor, ExportSelection selection, ExportContent content, Outcome outcome, string? error, DateTimeOffset beganAt, Guid? id, AuditActor requestedBy)
    {
        var attributes = ImmutableArray.CreateBuilder<AuditAttribute>();
        if (id is { } known)
            attributes.Add(new AuditAttribute("export.id", known.ToString()));
        attributes.Add(new AuditAttribute("export.kind", id is null ? "stream" : "file"));
        attributes.Add(new AuditAttribute("export.format", selection.Format.ToString().ToLowerInvariant()));
        attributes.Add(new AuditAttribute("export.filter", FilterDescription.Of(selection.Filter, redactor)));
        attributes.Add(new AuditAttribute("export.personal_data", selection.ShowsPersonalData ? "true" : "false"));
        attributes.Add(new AuditAttribute("export.requester_id", requestedBy.Id));
        attributes.Add(new AuditAttribute("export.bytes", content.Bytes.ToString(CultureInfo.InvariantCulture)));
        if (content.Sha256.Length > 0)
            attributes.Add(new AuditAttribute("export.sha256", content.Sha256));

        using var scope = AuditContext.Push(AuditContext.Current with { Actor = actor, IsSuppressed = false });
        if (!log.IsEnabled)
            return;

        // An export began when it was asked for, what is done with it when it is done; and whoever went away has got it all the same.
        var now = time.GetUtcNow();
        var isExport = action == Export;
        await log.RecordAsync(
            new AuditEvent(isExport ? beganAt : now)
            {
                Category = EventCategory.Access,
                Action = action,
                Outcome = outcome,
                ErrorMessage = error,
                RowsRead = content.Rows,
                DurationMicroseconds = isExport ? Math.Max(0, (now - beganAt).Ticks / TimeSpan.TicksPerMicrosecond) : 0,
                Attributes = attributes.ToImmutable(),
            },
            CancellationToken.None).ConfigureAwait(false);
    }
}
