using Audit.EfCore.Outbox;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Hosting;
using Audit.Storage;
using Audit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.EfCore.Tests.Outbox;

/// <summary>One instance of an application that keeps its events in an outbox. Its relay works when the test says so.</summary>
internal sealed class AuditedStock : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private AuditedStock(TestDatabase database, ServiceProvider services)
    {
        _database = database;
        Services = services;
    }

    public ServiceProvider Services { get; }

    public OutboxRelay<StockContext> Relay => Services.GetServices<IHostedService>().OfType<OutboxRelay<StockContext>>().Single();

    public static AuditedStock Open(
        TestDatabase database, OutboxStore store, Action<DbContextOptionsBuilder>? use = null, Action<AuditOutboxOptions>? outbox = null, Action<AuditOptions>? audit = null)
    {
        using (var plain = Plain(database))
            plain.Database.EnsureCreated();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore>(store);
        services.AddAudit(options =>
        {
            options.Spool.Directory = TestStateDirectory.NewSpool();
            options.Delivery.FirstDelay = TimeSpan.FromMilliseconds(1);
            options.Delivery.LongestDelay = TimeSpan.FromMilliseconds(5);
            audit?.Invoke(options);
        }).AddOutbox<StockContext>(outbox);
        services.AddDbContext<StockContext>(options =>
        {
            database.Use(options);
            use?.Invoke(options);
        });
        return new AuditedStock(database, services.BuildServiceProvider(validateScopes: true));
    }

    /// <summary>A context that nothing is recorded of.</summary>
    public static StockContext Plain(TestDatabase database)
    {
        var options = new DbContextOptionsBuilder<StockContext>();
        database.Use(options);
        return new StockContext(options.Options);
    }

    public async Task UseAsync(Func<StockContext, Task> use)
    {
        await using var scope = Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<StockContext>());
    }

    public Task AddAsync(params string[] names) => UseAsync(context =>
    {
        context.AddRange(names.Select(static name => new Item { Name = name }));
        return context.SaveChangesAsync();
    });

    /// <summary>The events that were recorded in the ordinary way, once they are delivered.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        Services.GetRequiredService<IAuditPipeline>().Start();
        await Services.GetRequiredService<IAuditLog>().FlushAsync(cancellationToken);
    }

    /// <summary>Relays until all is relayed, or the process is dead.</summary>
    public async Task RelayUntilDeadAsync(CancellationToken dead)
    {
        try
        {
            await Relay.RelayAllAsync(dead);
        }
        catch (Exception) when (dead.IsCancellationRequested)
        {
            // It tells nobody.
        }
    }

    public int Waiting()
    {
        using var context = Plain(_database);
        return context.Set<OutboxEvent>().Count();
    }

    /// <summary>The instance that has the lease is gone, and it has run out.</summary>
    public static void ExpireLease(TestDatabase database)
    {
        using var context = Plain(database);
        var past = DateTimeOffset.UnixEpoch;
        context.Set<OutboxLease>().ExecuteUpdate(set => set.SetProperty(lease => lease.Until, past));
    }

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
