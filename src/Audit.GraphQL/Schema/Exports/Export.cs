using System.ComponentModel;
using Audit.Exporting;
using GraphQL;

namespace Audit.GraphQL.Schema.Exports;

/// <summary>An export into a file.</summary>
internal sealed class Export(ExportJob job, string? downloadUrl)
{
    [Id]
    public string Id => job.Id.ToString();

    public ExportFormat Format => job.Selection.Format;

    public ExportState State => job.State;

    public long RowsWritten => job.RowsWritten;

    public long? RowsTotal => job.RowsTotal;

    public long Bytes => job.Bytes;

    [Description("How much of it is done, from 0 to 1.")]
    public double Progress => job.Progress;

    [Description("Where the file is, while there is one.")]
    public string? DownloadUrl => downloadUrl;

    [Description("SHA-256 of the file in hexadecimal digits.")]
    public string? Sha256 => job.Sha256;

    public string? Error => job.Error;

    [Description("The id of who asked for it.")]
    public string RequestedBy => job.RequestedBy.Id;

    public DateTimeOffset CreatedAt => job.CreatedAt;

    public DateTimeOffset? CompletedAt => job.CompletedAt;

    [Description("When the file is removed.")]
    public DateTimeOffset? ExpiresAt => job.ExpiresAt;
}
