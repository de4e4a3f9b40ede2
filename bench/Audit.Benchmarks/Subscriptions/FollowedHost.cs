using Audit.Benchmarks.Serving;
using Audit.Context;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Hosting;
using Audit.Statistics;
using Audit.Querying;
using Audit.Statements;
using Audit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Subscriptions;

/// <summary>A host that records events and serves the API over them, with a store that keeps nothing.</summary>
internal sealed class FollowedHost : IAsyncDisposable
{
    public const string Token = "follower";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly WebApplication _app;
    private readonly string _directory;
    private int _number;

    private FollowedHost(WebApplication app, string directory)
    {
        _app = app;
        _directory = directory;
    }

    public Uri Address => new UriBuilder(LocalApi.AddressOf(_app)) { Scheme = "ws", Path = "/graphql" }.Uri;

    public PipelineStatistics Statistics => _app.Services.GetRequiredService<IAuditPipeline>().Statistics;

    public static async Task<FollowedHost> StartAsync(int subscribers, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("audit-bench-").FullName;
        var builder = LocalApi.CreateBuilder(Token);
        builder.Configuration["Audit:Spool:Directory"] = Path.Combine(directory, "spool");
        builder.Services.AddSingleton<IAuditStore, NoStore>();
        builder.Services.AddSingleton<IAuditReader, NoReader>();
        builder.AddAudit().AddAccess().AddGraphQL(options => options.Subscriptions.MaxPerUser = options.Subscriptions.Max = Math.Max(subscribers, 1));
        return new FollowedHost(await LocalApi.StartAsync(builder, cancellationToken), directory);
    }

    /// <summary>Records events at a rate, for a while.</summary>
    public async Task RecordAsync(int rate, TimeSpan time, CancellationToken cancellationToken)
    {
        var log = _app.Services.GetRequiredService<IAuditLog>();
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        var (began, recorded) = (TimeProvider.System.GetTimestamp(), 0);
        while (TimeProvider.System.GetElapsedTime(began) < time && await timer.WaitForNextTickAsync(cancellationToken))
        {
            for (var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * rate); recorded < due; recorded++)
                log.Record(Create());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private AuditEvent Create()
    {
        var number = _number++;
        return new AuditEvent(AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow()), new AuditContext { Actor = new AuditActor(ActorType.User, $"user-{number % 100}") })
        {
            Category = EventCategory.Database,
            Action = "db.update",
            Database = new DatabaseTarget("postgresql", "db.shop.example:5432", "shop"),
            Statement = new StatementInfo { RedactedText = "UPDATE products SET price = @p0 WHERE id = @p1", Operations = ["UPDATE"], TablesWritten = ["products"], Fingerprint = 7 },
            RowsAffected = 1,
        };
    }

    private sealed class NoStore : IAuditStore
    {
        public string Description => "none";

        public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class NoReader : IAuditReader
    {
        public ValueTask<StoredAuditEvent?> FindAsync(Guid id, CancellationToken cancellationToken = default) => new((StoredAuditEvent?)null);

        public ValueTask<AuditPage> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default) => new(new AuditPage([], false, false));

        public ValueTask<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken = default) => new(0);

        public ValueTask<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken = default) => new(new AggregateResult([], false, TimeSpan.Zero));

        public ValueTask<IReadOnlyList<RetentionUsage>> RetentionAsync(RetentionQuery query, CancellationToken cancellationToken = default) => new([]);

        public ValueTask<IReadOnlyList<Facet>> FacetsAsync(FacetQuery query, CancellationToken cancellationToken = default) => new([]);
    }
}
