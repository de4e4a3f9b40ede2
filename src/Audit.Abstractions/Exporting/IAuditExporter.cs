using Audit.Querying;

namespace Audit.Exporting;

/// <summary>Writes events of a store in a format, without ever holding more than a part of them. Thread-safe.</summary>
/// <remarks>All methods throw <see cref="AuditQueryException"/> when the filter is not valid or a limit is reached, or when the store does not answer.</remarks>
public interface IAuditExporter
{
    /// <summary>Checks a request and fixes which events it means: relative ranges end now, and what is stored later does not belong to it.</summary>
    ValueTask<ExportSelection> FreezeAsync(ExportRequest request, CancellationToken cancellationToken);

    /// <summary>Counts the events of a selection.</summary>
    ValueTask<long> CountAsync(ExportSelection selection, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the events of a selection in the order of time. When it throws, the destination holds an incomplete export that must not be used. Cancellation reaches the engine.
    /// </summary>
    /// <param name="selection">Which events, and as what.</param>
    /// <param name="destination">Where to; it is neither flushed nor closed. What its methods throw is thrown as it is.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="progress">Is told often how far it has got.</param>
    /// <param name="cancellationToken">Ends the export.</param>
    ValueTask<ExportContent> WriteAsync(
        ExportSelection selection, Stream destination, ExportLimits limits, IProgress<ExportProgress>? progress, CancellationToken cancellationToken);
}
