using Audit.EfCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Configuration;

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_context_registered_by_AddDbContext_is_audited()
    {
        using var database = TestDatabase.Sqlite();
        await using var shop = Shop.Open(database, services => services.AddDbContext<ShopContext>(database.Use));
        await UseScoped<ShopContext>(shop);
        await UseScoped<ShopContext>(shop);
        Assert.Equal(2, shop.Log.Events.Count);
    }

    [Fact]
    public async Task A_pooled_context_is_audited_each_time_it_is_lent()
    {
        using var database = TestDatabase.Sqlite();
        await using var shop = Shop.Open(database, services => services.AddDbContextPool<StockContext>(database.Use));
        for (var i = 0; i < 3; i++)
            await UseScoped<StockContext>(shop);
        Assert.Equal(3, shop.Log.Events.Count);
    }

    [Fact]
    public async Task Contexts_of_factories_are_audited()
    {
        using var database = TestDatabase.Sqlite();
        await using var shop = Shop.Open(database, services => services
            .AddDbContextFactory<ShopContext>(database.Use)
            .AddPooledDbContextFactory<StockContext>(database.Use));

        await using (var context = await shop.Services.GetRequiredService<IDbContextFactory<ShopContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            _ = context.Items.Count();
        await using (var context = await shop.Services.GetRequiredService<IDbContextFactory<StockContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            _ = context.Items.Count();

        Assert.Equal(2, shop.Log.Events.Count);
    }

    [Fact]
    public async Task A_context_registered_before_the_audit_is_audited()
    {
        using var database = TestDatabase.Sqlite();
        var log = new CollectingAuditLog();
        var services = new ServiceCollection();
        services.AddDbContext<ShopContext>(database.Use);
        services.AddSingleton<Audit.Events.IAuditLog>(log);
        services.AddSingleton<Audit.Statements.IStatementClassifier, FirstWordClassifier>();
        services.AddSingleton<Audit.Redaction.IAuditRedactor, SimpleRedactor>();
        services.AddAudit().AddEfCore();
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ShopContext>();

        await context.Database.ExecuteSqlRawAsync("SELECT 1", TestContext.Current.CancellationToken);

        Assert.Single(log.Events);
    }

    [Fact]
    public async Task Registering_twice_records_once()
    {
        using var database = TestDatabase.Sqlite();
        await using var shop = Shop.Open(database, services =>
        {
            services.AddAudit().AddEfCore().AddEfCore();
            services.AddDbContextFactory<ShopContext>((provider, options) =>
            {
                database.Use(options);
                options.UseAudit(provider).UseAudit(provider);
            });
        });
        using var context = shop.CreateContext();

        _ = context.Items.Count();

        Assert.Single(shop.Log.Events);
    }

    [Fact]
    public async Task A_context_created_by_hand_is_audited_when_it_asks_for_it()
    {
        await using var shop = Shop.Open(TestDatabase.Sqlite());
        var options = new DbContextOptionsBuilder<ShopContext>();
        shop.Database.Use(options);

        using (var context = new ShopContext(options.Options))
            _ = context.Items.Count();
        Assert.Empty(shop.Log.Events);
        using (var context = new ShopContext(options.UseAudit(shop.Services).Options))
            _ = context.Items.Count();
        Assert.Single(shop.Log.Events);
    }

    [Fact]
    public async Task A_context_that_configures_itself_is_audited_when_it_asks_for_it()
    {
        await using var shop = Shop.Open(TestDatabase.Sqlite());
        using (var context = new SelfConfiguredContext(shop.Database, shop.Services))
            _ = context.Items.Count();
        Assert.Single(shop.Log.Events);
    }

    [Fact]
    public void Asking_for_the_audit_without_its_services_says_what_is_missing()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => new DbContextOptionsBuilder().UseAudit(services));
        Assert.Contains("AddEfCore", error.Message, StringComparison.Ordinal);
    }

    private static async Task UseScoped<TContext>(Shop shop)
        where TContext : ShopContext
    {
        await using var scope = shop.Services.CreateAsyncScope();
        _ = await scope.ServiceProvider.GetRequiredService<TContext>().Items.CountAsync(TestContext.Current.CancellationToken);
    }

    private sealed class SelfConfiguredContext(TestDatabase database, IServiceProvider services) : ShopContext(new DbContextOptions<SelfConfiguredContext>())
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
        {
            database.Use(optionsBuilder);
            optionsBuilder.UseAudit(services);
        }
    }
}
