using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Hosting;
using Audit.Testing.Memory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Retention;

/// <summary>What an event keeps alive while it waits in the channel: no context, no command, no connection, and little of its own.</summary>
[Collection(nameof(RetainedBytesTests))]
[CollectionDefinition(nameof(RetainedBytesTests), DisableParallelization = true)]
public sealed class RetainedBytesTests
{
    private const int Most = 1_024;
    private const int Count = 3_000;

    [Fact]
    public Task A_command_keeps_little_alive() => MeasureAsync(static (context, i) =>
        Assert.False(context.Items.Any(item => item.Id == i && item.Name == $"name-{i}")));

    [Fact]
    public Task A_transaction_keeps_little_alive() => MeasureAsync(static (context, _) =>
    {
        using var transaction = context.Database.BeginTransaction();
        transaction.Commit();
    });

    private static async Task MeasureAsync(Action<ShopContext, int> act)
    {
        using var database = TestDatabase.SqlitePooled();
        var services = new ServiceCollection();
        // The real channel, which nobody empties.
        services.AddAudit().AddEfCore();
        services.AddDbContextFactory<ShopContext>(database.Use);
        await using var provider = services.BuildServiceProvider();
        var contexts = provider.GetRequiredService<IDbContextFactory<ShopContext>>();
        using (AuditContext.Suppress())
        {
            await using var plain = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
            await plain.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        }

        var pipeline = provider.GetRequiredService<IAuditPipeline>();
        Run(contexts, act, 200);
        var recorded = pipeline.Statistics.Queued;
        var kept = await KeptMemory.OfAsync(() =>
        {
            Run(contexts, act, Count);
            return Task.CompletedTask;
        });

        Assert.Equal(KeptMemory.Measurements * Count, pipeline.Statistics.Queued - recorded);
        Assert.InRange(kept / Count, 1, Most);
    }

    private static void Run(IDbContextFactory<ShopContext> contexts, Action<ShopContext, int> act, int count)
    {
        for (var i = 0; i < count; i++)
        {
            // A request each: nothing of the context of one is shared with another.
            using var scope = AuditContext.Push(AuditContext.Background with
            {
                Actor = new AuditActor(ActorType.User, "alice"), SessionId = "session", HttpRoute = "/items/{id}", RequestId = "request",
            });
            using var context = contexts.CreateDbContext();
            act(context, i);
        }
    }
}
