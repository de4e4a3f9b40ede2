using Audit.Exporting;

namespace Audit.Testing;

/// <summary>Records of exports in memory; several hosts may share one.</summary>
internal sealed class MemoryExportStore : IExportStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, ExportJob> _jobs = [];

    public ValueTask AddAsync(ExportJob job, CancellationToken cancellationToken)
    {
        lock (_lock)
            _jobs.Add(job.Id, job);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ExportJob?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_lock)
            return ValueTask.FromResult(_jobs.GetValueOrDefault(id));
    }

    public ValueTask<IReadOnlyList<ExportJob>> ListAsync(string? requesterId, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<ExportJob>>(
                [.. _jobs.Values.Where(job => requesterId is null || job.RequestedBy.Id == requesterId).OrderByDescending(job => job.CreatedAt).ThenByDescending(job => job.Id).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyList<ExportJob>> ListOpenAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return ValueTask.FromResult<IReadOnlyList<ExportJob>>([.. _jobs.Values.Where(job => job.IsOpen).OrderBy(job => job.CreatedAt).ThenBy(job => job.Id)]);
    }

    public ValueTask<ExportJob?> TryChangeAsync(ExportJob current, ExportJob next, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(current.Id, out var known) || known.Revision != current.Revision)
                return ValueTask.FromResult<ExportJob?>(null);
            return ValueTask.FromResult<ExportJob?>(_jobs[current.Id] = next with { Revision = current.Revision + 1 });
        }
    }
}
