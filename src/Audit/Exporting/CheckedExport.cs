using Audit.Querying;

namespace Audit.Exporting;

/// <summary>Writes an export and holds it against what there was to write.</summary>
internal sealed class CheckedExport(IAuditExporter exporter, AuditExportOptions options)
{
    public const string Incomplete = "The export does not hold the events that there are. Try again shortly.";

    /// <summary>Counts what there is to write.</summary>
    /// <exception cref="AuditQueryException">It is more than an export may hold.</exception>
    public async ValueTask<long> CountAsync(ExportSelection selection, CancellationToken cancellationToken)
    {
        var rows = await exporter.CountAsync(selection, cancellationToken).ConfigureAwait(false);
        return rows <= options.MaxRows
            ? rows
            : throw new AuditQueryException(
                AuditQueryFailure.LimitExceeded,
                FormattableString.Invariant($"The export would hold {rows} events; at most {options.MaxRows} are allowed (limit: Audit:Exports:MaxRows). Narrow the range of time or add conditions."));
    }

    /// <summary>Writes, and throws when what was written are not the events.</summary>
    /// <param name="selection">Which events.</param>
    /// <param name="before">How many there were before.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="progress">Is told how far it has got.</param>
    /// <param name="cancellationToken">Ends the export.</param>
    /// <exception cref="AuditQueryException">It failed, or is not whole.</exception>
    public async ValueTask<ExportContent> WriteAsync(
        ExportSelection selection, long before, Stream destination, IProgress<ExportProgress> progress, CancellationToken cancellationToken)
    {
        var limits = new ExportLimits(options.MaxRows, options.Timeout);
        var content = await exporter.WriteAsync(selection, destination, limits, progress, cancellationToken).ConfigureAwait(false);
        if (content.Rows == before)
            return content;

        // A batch that was being stored when the export was asked for may have come in since, never have gone.
        var after = await exporter.CountAsync(selection, cancellationToken).ConfigureAwait(false);
        return content.Rows > before && content.Rows <= after ? content : throw new AuditQueryException(AuditQueryFailure.Unavailable, Incomplete);
    }
}
