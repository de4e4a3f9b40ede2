using Audit.Events;
using Audit.Storage;
using Audit.Storage.ClickHouse.Connection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.Benchmarks.Generation;

/// <summary>A host that does nothing but audit into ClickHouse in process, with its data in a directory.</summary>
internal sealed class AuditStore : IAsyncDisposable
{
    private readonly IHost _host;

    private AuditStore(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IAuditLog Log => Services.GetRequiredService<IAuditLog>();

    /// <summary>Opens the store, and makes its tables.</summary>
    /// <param name="directory">Where the data of all databases lies.</param>
    /// <param name="database">The database.</param>
    /// <param name="hasSpool">Whether events get to the disk on their way.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<AuditStore> OpenAsync(string directory, string database, bool hasSpool, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "shop" });
        builder.AddAudit(options =>
            {
                options.Spool.Enabled = hasSpool;
                options.Spool.Directory = Path.Combine(directory, database + "-spool");
            })
            .AddClickHouse(options => options.Database = database)
            .AddEmbeddedClickHouse(options => options.Path = EngineOf(directory));
        var store = new AuditStore(builder.Build());
        await store._host.StartAsync(cancellationToken);
        await store.Services.GetRequiredService<IAuditStore>().InitializeAsync(cancellationToken);
        return store;
    }

    /// <summary>Where the engine keeps the data of all databases of a directory.</summary>
    public static string EngineOf(string directory) => Path.Combine(directory, "engine");

    /// <summary>Records events, and waits until they are stored.</summary>
    public async Task RecordAsync(IReadOnlyCollection<AuditEvent> events, CancellationToken cancellationToken)
    {
        var log = Log;
        foreach (var auditEvent in events)
        {
            if (!log.Record(auditEvent))
                throw new InvalidOperationException($"Event {auditEvent.Id} was dropped.");
        }

        await log.FlushAsync(cancellationToken);
    }

    /// <summary>Waits until the engine merges nothing any more: parts of a large load are merged for a while, at the cost of whatever comes next.</summary>
    public async Task SettleAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        const int Looks = 5;
        var client = Services.GetRequiredService<AuditDatabase>().Client;
        for (var quietLooks = 0; quietLooks < Looks; quietLooks++)
        {
            await Task.Delay(quiet / Looks, TimeProvider.System, cancellationToken);
            if (await client.ExecuteScalarAsync("SELECT count() FROM system.merges", null, null, cancellationToken) is not 0UL)
                quietLooks = -1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
