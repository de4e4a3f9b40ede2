using Audit.Context;
using Audit.Querying;

namespace Audit.Exporting;

/// <summary>
/// Exports events by the rules: within the limits, checked, and recorded. Who may ask is told elsewhere. Thread-safe.
/// </summary>
/// <remarks>All methods throw <see cref="AuditQueryException"/> when what is asked for is not valid or too much, or when the store does not answer.</remarks>
public interface IExportJobs
{
    /// <summary>Starts an export into a file, which goes on when the host restarts.</summary>
    ValueTask<ExportJob> StartAsync(ExportRequest request, AuditActor requestedBy, CancellationToken cancellationToken = default);

    /// <summary>Cancels an export, wherever it runs. One that has ended stays as it is.</summary>
    /// <returns>The export; <see langword="null"/> when there is none with this id.</returns>
    ValueTask<ExportJob?> CancelAsync(Guid id, AuditActor cancelledBy, CancellationToken cancellationToken = default);

    /// <summary>The export with an id; <see langword="null"/> when there is none.</summary>
    ValueTask<ExportJob?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>The newest exports first, at most 100.</summary>
    /// <param name="requesterId">Of whom; <see langword="null"/> for everybody's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<ExportJob>> ListAsync(string? requesterId, CancellationToken cancellationToken = default);

    /// <summary>An export now, and again whenever it has changed, until it has ended; nothing when there is none with this id. Who reads slowly misses states in between, never the last.</summary>
    IAsyncEnumerable<ExportJob> WatchAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Opens the file of an export, and records that it was handed out.</summary>
    /// <returns>The file, to be disposed of; <see langword="null"/> when it is not complete, has expired, or lies with another instance.</returns>
    ValueTask<Stream?> OpenAsync(ExportJob job, AuditActor openedBy, CancellationToken cancellationToken = default);

    /// <summary>Whether <see cref="OpenAsync"/> would find the file of an export.</summary>
    bool HasFile(ExportJob job);

    /// <summary>Exports at once, into a stream. When it throws, what was written is incomplete and must not be used.</summary>
    ValueTask<ExportContent> WriteAsync(ExportRequest request, AuditActor requestedBy, Stream destination, CancellationToken cancellationToken = default);
}
