using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Guarding;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Tests.Guarding;

public sealed class GuardCostTests
{
    private const int Commands = 200;

    [Fact]
    public async Task A_command_that_no_rule_is_about_allocates_nothing_for_the_guard()
    {
        var rule = new GuardRule { Name = "rule", Action = GuardAction.Block, MinSeverity = Risk.High };
        await using var on = GuardedShop.Open(TestDatabase.Sqlite(), rule);
        await using var off = GuardedShop.Open(TestDatabase.Sqlite(), rule, static options => options.Enabled = false);
        await using var none = GuardedShop.Open(TestDatabase.Sqlite(), rule, add: static services => services.Remove(services.Single(static service => service.ServiceType == typeof(IOperationGuard))));

        var withGuard = Measure(on);
        Assert.Equal(Measure(off), withGuard);
        Assert.Equal(Measure(none), withGuard);
    }

    [Fact]
    public async Task The_providers_own_creator_is_made_only_when_it_is_needed()
    {
        await using var shop = GuardedShop.Open(TestDatabase.Sqlite(), new GuardRule { Name = "rule", Action = GuardAction.Block });
        await using var context = shop.CreateContext();
        var creator = context.GetService<IRelationalDatabaseCreator>();
        Assert.Same(creator, context.GetService<IDatabaseCreator>());
        Assert.True(creator.HasTables());
        Assert.NotEmpty(creator.GenerateCreateScript());
        Assert.False(await creator.EnsureCreatedAsync(TestContext.Current.CancellationToken));
    }

    private static long Measure(GuardedShop shop)
    {
        using var context = shop.CreateContext();
        context.Database.OpenConnection();
        for (var i = 0; i < Commands; i++)
            Run(context);

        // The least of several rounds: what the runtime does beside it is not the command's.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Commands; i++)
                Run(context);
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Commands);
        }

        return least;
    }

    private static void Run(ShopContext context) => context.Database.ExecuteSqlRaw("""UPDATE "Items" SET "Qty" = 1 WHERE "Id" = 1""");
}
