using System.Transactions;
using Audit.EfCore.Outbox;
using Audit.EfCore.Tests.Support;
using Audit.Storage;
using Audit.Testing.Postgres;
using Audit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.Tests.Outbox;

/// <summary>The relay at work in a host, and what a server decides by itself.</summary>
public sealed class OutboxHostTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_wakes_the_relay()
    {
        using var database = TestDatabase.Sqlite();
        var store = new OutboxStore();
        using var host = Build(database, store, ("Audit:Outbox:PollInterval", "01:00:00"));
        await host.StartAsync(Token);
        await AddAsync(host, "nail");
        await store.WaitForRelayedAsync(2, Token);
        await AddAsync(host, "screw");

        await store.WaitForRelayedAsync(4, Token);
        await host.StopAsync(Token);

        Assert.Equal(["1", "2"], store.Keys);
    }

    [Fact]
    public async Task A_store_that_is_away_delays_no_shutdown_and_loses_nothing()
    {
        using var database = TestDatabase.Sqlite();
        var asked = new TaskCompletionSource();
        var store = new OutboxStore
        {
            BeforeWrite = _ =>
            {
                asked.TrySetResult();
                throw new IOException("The store is away.");
            },
        };
        using (var host = Build(database, store))
        {
            await host.StartAsync(Token);
            await AddAsync(host, "nail");
            await asked.Task.WaitAsync(Token);
            // The store was asked; that it failed is known a moment later.
            while ((await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Status != HealthStatus.Degraded)
                await Task.Yield();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await host.StopAsync(limit.Token);
        }

        store.BeforeWrite = static _ => { };
        using (var next = Build(database, store))
        {
            await next.StartAsync(Token);
            await store.WaitForRelayedAsync(2, Token);
            await next.StopAsync(Token);
        }

        Assert.Equal(["1"], store.Keys);
    }

    [Theory]
    [InlineData("BatchRows", "0", "Audit:Outbox:BatchRows is 0. Allowed: 1 to 10000.")]
    [InlineData("Lease", "00:00:00.1", "Audit:Outbox:Lease is 00:00:00.1000000. Allowed: 00:00:00.2000000 to 01:00:00.")]
    public async Task Options_out_of_range_are_refused(string key, string value, string message)
    {
        using var database = TestDatabase.Sqlite();
        using var host = Build(database, new OutboxStore(), ($"Audit:Outbox:{key}", value));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains(message, refused.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_ambient_transaction_decides_for_the_outbox(bool isCompleted)
    {
        using var database = TestDatabase.Postgres(postgres);
        var store = new OutboxStore();
        await using var stock = AuditedStock.Open(database, store);
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await stock.AddAsync("nail");
            if (isCompleted)
                scope.Complete();
        }

        await stock.Relay.RelayAllAsync(Token);
        await stock.FlushAsync(Token);

        Assert.Equal(isCompleted ? ["1"] : [], store.Keys);
        Assert.Equal(isCompleted ? [] : ["rolled_back", "rolled_back"], store.Recorded.Where(row => (string)row["category"]! == "entity").Select(row => (string)row["outcome"]!));
    }

    [Fact]
    public async Task A_save_that_an_execution_strategy_tries_again_is_relayed_once()
    {
        using var database = TestDatabase.Postgres(postgres);
        var store = new OutboxStore();
        await using var stock = AuditedStock.Open(database, store, options => options.UseNpgsql(database.ConnectionString, npgsql => npgsql.EnableRetryOnFailure()));
        await using (var plain = AuditedStock.Plain(database))
            await plain.Database.ExecuteSqlRawAsync(FailingOnce.Into("Items"), Token);
        await stock.AddAsync("first", "second");

        await stock.Relay.RelayAllAsync(Token);
        await stock.FlushAsync(Token);

        Assert.Equal(2, store.Keys.Count());
        Assert.Equal(2, store.Recorded.Count(row => (string)row["action"]! == "entity.added" && (string)row["outcome"]! == "failed"));
    }

    [Fact]
    public async Task A_save_in_the_applications_own_transaction_that_is_tried_again_is_relayed_once()
    {
        using var database = TestDatabase.Postgres(postgres);
        var store = new OutboxStore();
        await using var stock = AuditedStock.Open(database, store, options => options.UseNpgsql(database.ConnectionString, npgsql => npgsql.EnableRetryOnFailure()));
        await using (var plain = AuditedStock.Plain(database))
            await plain.Database.ExecuteSqlRawAsync(FailingOnce.Into("Items"), Token);
        await stock.UseAsync(context => context.Database.CreateExecutionStrategy().ExecuteAsync(async token =>
        {
            context.ChangeTracker.Clear();
            await using var transaction = await context.Database.BeginTransactionAsync(token);
            context.Add(new Item { Name = "first" });
            await context.SaveChangesAsync(token);
            context.Add(new Item { Name = "second" });
            await context.SaveChangesAsync(token);
            await transaction.CommitAsync(token);
        }, Token));

        await stock.Relay.RelayAllAsync(Token);

        Assert.Equal(2, store.Keys.Count());
    }

    private static IHost Build(TestDatabase database, OutboxStore store, params (string Key, string Value)[] settings)
    {
        using (var plain = AuditedStock.Plain(database))
            plain.Database.EnsureCreated();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "stock" });
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton<IAuditStore>(store);
        builder.AddAudit(static options => options.Spool.Directory = TestStateDirectory.NewSpool()).AddOutbox<StockContext>();
        builder.Services.AddHealthChecks().AddAudit();
        builder.Services.AddDbContext<StockContext>(options => database.Use(options));
        return builder.Build();
    }

    private static async Task AddAsync(IHost host, string name)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<StockContext>();
        context.Add(new Item { Name = name });
        await context.SaveChangesAsync(Token);
    }
}
