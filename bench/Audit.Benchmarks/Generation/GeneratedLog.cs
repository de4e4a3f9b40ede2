using Audit.Events;
using Audit.Querying;
using Audit.Statements;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Generation;

/// <summary>A log of generated events over sixty days, recorded through the whole pipeline; in a directory that is kept for the next run, or not.</summary>
internal sealed class GeneratedLog : IAsyncDisposable
{
    public const string Database = "bench_queries";

    public static readonly TimeSpan Span = TimeSpan.FromDays(60);

    private const int Step = 200_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>What was generated, and not what reading it left behind.</summary>
    private static readonly AuditFilter Generated = new() { Category = [EventCategory.Database] };

    private readonly bool _isKept;

    private GeneratedLog(AuditStore store, string directory, bool isKept)
    {
        Store = store;
        Directory = directory;
        _isKept = isKept;
    }

    public AuditStore Store { get; }

    public string Directory { get; }

    public IAuditReader Reader => Store.Services.GetRequiredService<IAuditReader>();

    /// <summary>Opens the log, fills it when it is empty, and waits until the engine merges nothing any more.</summary>
    /// <param name="kept">Where it is kept; <see langword="null"/>: not at all.</param>
    /// <param name="events">How many events it holds.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">It is kept, and holds another number.</exception>
    public static async Task<GeneratedLog> OpenAsync(string? kept, int events, CancellationToken cancellationToken)
    {
        var directory = kept ?? System.IO.Directory.CreateTempSubdirectory("audit-bench-").FullName;
        var log = new GeneratedLog(await AuditStore.OpenAsync(directory, Database, hasSpool: false, cancellationToken), directory, kept is not null);
        try
        {
            var stored = await log.Reader.CountAsync(Generated, cancellationToken);
            if (stored == 0)
                await log.FillAsync(events, cancellationToken);
            else if (stored != events)
                throw new ArgumentException($"--data holds {stored} events; remove it, or measure with so many.");
            await log.Store.SettleAsync(Quiet, cancellationToken);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (!_isKept)
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task FillAsync(int events, CancellationToken cancellationToken)
    {
        var statements = new GeneratedStatements(Store.Services.GetRequiredService<IStatementClassifier>());
        var generator = new EventGenerator(statements, TimeProvider.System.GetUtcNow() - Span, Span, events);
        for (var first = 0; first < events; first += Step)
            await Store.RecordAsync(generator.CreateMany(first, Math.Min(Step, events - first)), cancellationToken);
    }
}
