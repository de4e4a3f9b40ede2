namespace Audit.Exporting;

/// <summary>Keeps the records of exports where all instances see them. Thread-safe. Knows states and no rules.</summary>
public interface IExportStore
{
    /// <summary>Adds a record.</summary>
    ValueTask AddAsync(ExportJob job, CancellationToken cancellationToken);

    /// <summary>The record with an id; <see langword="null"/> when there is none.</summary>
    ValueTask<ExportJob?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The newest records first.</summary>
    /// <param name="requesterId">Of whom; <see langword="null"/> for everybody's.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IReadOnlyList<ExportJob>> ListAsync(string? requesterId, int limit, CancellationToken cancellationToken);

    /// <summary>Those that wait or run, the oldest first; at most 1,000.</summary>
    ValueTask<IReadOnlyList<ExportJob>> ListOpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings a record from one revision to the next, once: of several callers at the same moment, on whatever instances, exactly one succeeds.
    /// </summary>
    /// <param name="current">The record as it was found.</param>
    /// <param name="next">The same as it is to be; its revision is not looked at.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record as it is kept now; <see langword="null"/> when <paramref name="current"/> is not the newest any more.</returns>
    ValueTask<ExportJob?> TryChangeAsync(ExportJob current, ExportJob next, CancellationToken cancellationToken);
}
