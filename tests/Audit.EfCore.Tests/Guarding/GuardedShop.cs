using System.Collections.Concurrent;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Guarding;
using Audit.Notifying;
using Audit.Storage;
using Audit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Guarding;

/// <summary>A shop on a real database with the real engine and guard, three items in it.</summary>
internal sealed class GuardedShop : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GuardedShop(TestDatabase database, ServiceProvider services, GuardStore store, RecordedNotifications notifications)
    {
        Database = database;
        _services = services;
        Store = store;
        Notifications = notifications;
    }

    public TestDatabase Database { get; }

    public GuardStore Store { get; }

    public RecordedNotifications Notifications { get; }

    public IServiceProvider Services => _services;

    public static GuardedShop Open(TestDatabase database, GuardRule rule, Action<GuardOptions>? configure = null, Action<IServiceCollection>? add = null, bool hasSpool = true)
    {
        var store = new GuardStore();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore>(store);
        var notifications = new RecordedNotifications();
        services.AddSingleton(notifications);
        services.AddSingleton<IAuditNotifications>(notifications);
        services.AddAudit(options =>
        {
            options.Environment = "Production";
            options.Spool.Enabled = hasSpool;
            options.Spool.Directory = TestStateDirectory.NewSpool();
            options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10);
        }).AddEfCore().AddGuard(options =>
        {
            options.Rules.Add(rule);
            configure?.Invoke(options);
        });
        services.AddDbContextFactory<ShopContext>(database.Use);
        add?.Invoke(services);
        var shop = new GuardedShop(database, services.BuildServiceProvider(validateScopes: true), store, notifications);
        shop.Fill();
        return shop;
    }

    public ShopContext CreateContext() => _services.GetRequiredService<IDbContextFactory<ShopContext>>().CreateDbContext();

    /// <summary>What was recorded, the attempts and their outcomes, without transactions and connections, when all of it is in the store.</summary>
    public async Task<IReadOnlyList<RecordedRow>> RowsAsync() => [.. (await AllRowsAsync()).Where(static row => row.Category is not ("transaction" or "access"))];

    /// <summary>Everything that was recorded, when all of it is in the store.</summary>
    public async Task<IReadOnlyList<RecordedRow>> AllRowsAsync()
    {
        _services.GetRequiredService<Audit.Hosting.IAuditPipeline>().Start();
        await _services.GetRequiredService<IAuditLog>().FlushAsync(TestContext.Current.CancellationToken);
        return Store.Rows;
    }

    /// <summary>The rows that the database really holds, asked past the audit.</summary>
    public int CountItems()
    {
        using var context = Unaudited();
        return context.Items.Count();
    }

    public bool Exists()
    {
        using var context = Unaudited();
        return context.Database.CanConnect();
    }

    public ShopContext Unaudited()
    {
        var options = new DbContextOptionsBuilder<ShopContext>();
        Database.Use(options);
        return new ShopContext(options.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Database.Dispose();
    }

    private void Fill()
    {
        using var context = Unaudited();
        context.Database.EnsureCreated();
        context.AddRange(new Item { Name = "apple", Qty = 1 }, new Item { Name = "pear", Qty = 2 }, new Item { Name = "plum", Qty = 3 });
        context.SaveChanges();
    }
}

internal sealed class RecordedNotifications : IAuditNotifications
{
    private readonly ConcurrentQueue<AuditNotification> _all = new();

    public IReadOnlyList<AuditNotification> All => [.. _all];

    public bool Publish(AuditNotification notification)
    {
        _all.Enqueue(notification);
        return true;
    }
}
