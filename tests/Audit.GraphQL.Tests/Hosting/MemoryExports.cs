using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Audit.Context;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Hosting;

/// <summary>One export, of the user of the host's token, which changes when the test says so.</summary>
internal sealed class MemoryExports(Guid id) : IExportJobs
{
    private readonly Channel<ExportJob> _changes = Channel.CreateUnbounded<ExportJob>();

    public static ExportJob Running(Guid id) => new()
    {
        Id = id,
        Selection = new ExportSelection(new AuditFilter(), ExportFormat.Csv, false, DateTimeOffset.UnixEpoch),
        RequestedBy = new AuditActor(ActorType.User, "vera", "vera"),
        CreatedAt = DateTimeOffset.UnixEpoch,
        State = ExportState.Running,
        RowsWritten = 5,
        RowsTotal = 10,
    };

    /// <summary>How many watch.</summary>
    public int Watching { get; private set; }

    public void Change(ExportJob job) => _changes.Writer.TryWrite(job);

    public ValueTask<ExportJob?> FindAsync(Guid wanted, CancellationToken cancellationToken = default) => new(wanted == id ? Running(id) : null);

    public async IAsyncEnumerable<ExportJob> WatchAsync(Guid wanted, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Watching++;
        try
        {
            yield return Running(wanted);
            await foreach (var job in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                yield return job;
                if (!job.IsOpen)
                    yield break;
            }
        }
        finally
        {
            Watching--;
        }
    }

    public bool HasFile(ExportJob job) => false;

    public ValueTask<ExportJob> StartAsync(ExportRequest request, AuditActor requestedBy, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ExportJob?> CancelAsync(Guid wanted, AuditActor cancelledBy, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ExportJob>> ListAsync(string? requesterId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<Stream?> OpenAsync(ExportJob job, AuditActor openedBy, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ExportContent> WriteAsync(ExportRequest request, AuditActor requestedBy, Stream destination, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
