using Audit.Context;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;
using Audit.Storage;
using Audit.Testing;
using Audit.Tests.Delivery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Exporting;

/// <summary>A host that runs exports. Several may share the store of exports, the exporter and the directory.</summary>
internal sealed class ExportHost : IAsyncDisposable
{
    public static readonly AuditActor Vera = new(ActorType.User, "vera", "Vera");
    public static readonly AuditActor Otto = new(ActorType.User, "otto", "Otto");

    private readonly IHost _host;

    private ExportHost(IHost host, CollectingAuditLog log)
    {
        _host = host;
        Log = log;
    }

    public CollectingAuditLog Log { get; }

    public IExportJobs Jobs => _host.Services.GetRequiredService<IExportJobs>();

    public static async Task<ExportHost> StartAsync(ExportWorld world, Dictionary<string, string?>? settings = null)
    {
        var log = new CollectingAuditLog();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "test" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Audit:Spool:Enabled"] = "false", ["Audit:Exports:Directory"] = world.Directory });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(world.Time);
        builder.Services.AddSingleton<IAuditStore>(new MemoryStore());
        builder.Services.AddSingleton<IAuditLog>(log);
        builder.Services.AddSingleton<IAuditExporter>(world.Exporter);
        builder.Services.AddSingleton<IExportStore>(world.Store);
        builder.AddAudit().AddExports().AddExports();
        var host = new ExportHost(builder.Build(), log);
        await host._host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public async Task<ExportJob> StartJobAsync(AuditFilter? filter = null, ExportFormat format = ExportFormat.Ndjson, AuditActor? actor = null) =>
        await Jobs.StartAsync(new ExportRequest(filter ?? new AuditFilter(), format, true), actor ?? Vera, TestContext.Current.CancellationToken);

    /// <summary>Waits until an export is in a state that fulfils a condition.</summary>
    public async Task<ExportJob> UntilAsync(ExportJob job, Func<ExportJob, bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var now in Jobs.WatchAsync(job.Id, patience.Token))
        {
            if (condition(now))
                return now;
        }

        throw new InvalidOperationException("It ended before.");
    }

    public Task<ExportJob> EndAsync(ExportJob job) => UntilAsync(job, now => !now.IsOpen);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}

/// <summary>What hosts share.</summary>
internal sealed class ExportWorld : IDisposable
{
    public string Directory { get; } = Path.Combine(System.IO.Directory.CreateTempSubdirectory("audit-exports-").FullName, "files");

    public PatientTime Time { get; } = new();

    public MemoryExportStore Store { get; } = new();

    public ScriptedExporter Exporter { get; } = new();

    public string[] Files => System.IO.Directory.Exists(Directory) ? [.. System.IO.Directory.GetFiles(Directory).Select(path => Path.GetFileName(path)!)] : [];

    public void Dispose() => System.IO.Directory.Delete(Path.GetDirectoryName(Directory)!, recursive: true);
}

/// <summary>A clock that stands still, but in which nobody waits before trying something again.</summary>
internal sealed class PatientTime() : FakeTimeProvider(SampleExports.Now)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == FirstDelay || dueTime == FirstDelay * 2 ? TimeSpan.Zero : dueTime, period);
}
