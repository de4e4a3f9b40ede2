using Audit.Events;
using Audit.Redaction;
using Audit.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Support;

/// <summary>An application with an audited shop, its tables created and three items in it, and nothing recorded yet.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private Shop(TestDatabase database, ServiceProvider services, CollectingAuditLog log)
    {
        Database = database;
        Services = services;
        Log = log;
    }

    public TestDatabase Database { get; }

    public ServiceProvider Services { get; }

    public CollectingAuditLog Log { get; }

    public static Shop Open(TestDatabase database, Action<IServiceCollection>? configure = null)
    {
        var log = new CollectingAuditLog();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(log);
        services.AddSingleton<IStatementClassifier, FirstWordClassifier>();
        services.AddSingleton<IAuditRedactor, SimpleRedactor>();
        services.AddAudit().AddEfCore();
        if (configure is null)
            services.AddDbContextFactory<ShopContext>(database.Use);
        else
            configure(services);
        var shop = new Shop(database, services.BuildServiceProvider(validateScopes: true), log);
        shop.Fill();
        return shop;
    }

    public ShopContext CreateContext() => Services.GetRequiredService<IDbContextFactory<ShopContext>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Database.Dispose();
    }

    private void Fill()
    {
        var options = new DbContextOptionsBuilder<ShopContext>();
        Database.Use(options);
        using var context = new ShopContext(options.Options);
        context.Database.EnsureCreated();
        context.AddRange(new Item { Name = "apple", Qty = 1 }, new Item { Name = "pear", Qty = 2 }, new Item { Name = "plum", Qty = 3 });
        context.SaveChanges();
    }
}
