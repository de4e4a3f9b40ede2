using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Audit.EfCore.Tests.Commands;

/// <summary>Under a retrying execution strategy every attempt is a command, and EF Core buffers readers.</summary>
public sealed class RetryTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_attempt_of_a_command_is_recorded()
    {
        await using var shop = Open();
        await using var context = shop.CreateContext();

        await context.Database.ExecuteSqlRawAsync(
            "CREATE FUNCTION again() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$", Token);
        shop.Log.Clear();

        await Assert.ThrowsAsync<RetryLimitExceededException>(() => context.Items
            .FromSqlRaw("""SELECT "Id", "Name", again() AS "Qty" FROM "Items" """).AsNoTracking().ToListAsync(Token));

        Assert.Equal(Enumerable.Repeat((Outcome.Failed, "40001"), 3), shop.Log.Events.Select(recorded => (recorded.Outcome, recorded.ErrorCode!)));
    }

    [Fact]
    public async Task A_buffered_query_that_fails_while_it_is_read_is_recorded_once()
    {
        await using var shop = Open();
        await using var context = shop.CreateContext();

        await Assert.ThrowsAnyAsync<Exception>(() => context.Items
            .FromSqlRaw("""SELECT "Id", "Name", 10 / ("Qty" - 3) AS "Qty" FROM "Items" """).AsNoTracking().ToListAsync(Token));
        Assert.Equal((Outcome.Failed, "22012"), (shop.Log.Single.Outcome, shop.Log.Single.ErrorCode));
        shop.Log.Clear();

        Assert.Equal(3, (await context.Items.ToListAsync(Token)).Count);
        Assert.Equal((Outcome.Succeeded, 3L), (shop.Log.Single.Outcome, shop.Log.Single.RowsRead));
    }

    [Theory]
    [InlineData("second")]
    [InlineData("first", "second")]
    public async Task A_save_that_is_tried_again_is_recorded_for_each_attempt(params string[] names)
    {
        await using var shop = Open();
        await using var context = shop.CreateContext();
        await context.Database.ExecuteSqlRawAsync(FailingOnce.Into("Items"), Token);
        shop.Log.Clear();
        context.AddRange(names.Select(name => new Item { Name = name }));

        Assert.Equal(names.Length, await context.SaveChangesAsync(Token));

        Assert.Equal([Outcome.Failed, Outcome.Succeeded], shop.Log.Events.Select(recorded => recorded.Outcome));
        Assert.Equal(names.Length, shop.Log.Events[1].RowsAffected);
        AssertAttempts(shop.Log.Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_attempt_is_a_transaction_of_its_own_in_one_operation(bool isAsync)
    {
        await using var shop = Open();
        await using var context = shop.CreateContext();
        await context.Database.ExecuteSqlRawAsync(FailingOnce.Into("Items"), Token);
        shop.Log.Clear();
        var strategy = context.Database.CreateExecutionStrategy();
        if (isAsync)
        {
            await strategy.ExecuteAsync(async () =>
            {
                context.ChangeTracker.Clear();
                await using var transaction = await context.Database.BeginTransactionAsync(Token);
                context.Add(new Item { Name = "second" });
                await context.SaveChangesAsync(Token);
                await transaction.CommitAsync(Token);
            });
        }
        else
        {
            strategy.Execute(() =>
            {
                context.ChangeTracker.Clear();
                using var transaction = context.Database.BeginTransaction();
                context.Add(new Item { Name = "second" });
                context.SaveChanges();
                transaction.Commit();
            });
        }

        // A save within a transaction sets a savepoint, and goes back to it when it fails.
        Assert.Equal("transaction.savepoint_rollback", shop.Log.Transactions[0].Action);
        var ends = shop.Log.Transactions.Skip(1).ToList();
        Assert.Equal([Outcome.RolledBack, Outcome.Succeeded], ends.Select(recorded => recorded.Outcome));
        AssertAttempts(ends);
        AssertAttempts(shop.Log.Events);
        Assert.Equal(ends.Select(ended => ended.TransactionId), shop.Log.Events.Select(command => command.TransactionId));

        shop.Log.Clear();
        _ = await context.Items.CountAsync(Token);
        Assert.Equal("1", shop.Log.Single.Attributes.Single(attribute => attribute.Name == "ef.attempt").Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_strategy_of_the_application_is_counted_as_well(bool isAsync)
    {
        var database = TestDatabase.Sqlite();
        await using var shop = Shop.Open(database, services => services.AddDbContextFactory<ShopContext>(options =>
            options.UseSqlite(database.ConnectionString, sqlite => sqlite.ExecutionStrategy(dependencies => new EveryErrorStrategy(dependencies)))));
        await using var context = shop.CreateContext();
        await context.Database.ExecuteSqlRawAsync("CREATE TABLE tries (n); CREATE TABLE missing (n)", Token);
        var tries = 0;
        shop.Log.Clear();
        int Run()
        {
            using var transaction = context.Database.BeginTransaction();
            context.Items.Where(item => item.Qty == 1).ExecuteDelete();
            if (++tries == 1)
                context.Database.ExecuteSqlRaw("SELECT * FROM nowhere");
            transaction.Commit();
            return tries;
        }

        var strategy = context.Database.CreateExecutionStrategy();
        Assert.Equal(2, isAsync ? await strategy.ExecuteAsync(() => Task.FromResult(Run())) : strategy.Execute(Run));
        AssertAttempts(shop.Log.Transactions);
        Assert.Equal(["1", "1", "2"], shop.Log.Events.Select(command => command.Attributes.Single(attribute => attribute.Name == "ef.attempt").Value));
        Assert.Equal([Outcome.RolledBack, Outcome.Succeeded], shop.Log.Transactions.Select(recorded => recorded.Outcome));
    }

    private static void AssertAttempts(IReadOnlyList<AuditEvent> recorded)
    {
        Assert.Equal(["1", "2"], recorded.Select(one => one.Attributes.Single(attribute => attribute.Name == "ef.attempt").Value));
        Assert.Single(recorded.Select(one => one.Attributes.Single(attribute => attribute.Name == "ef.operation").Value).Distinct());
    }

    private sealed class EveryErrorStrategy(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, 3, TimeSpan.FromMilliseconds(1))
    {
        protected override bool ShouldRetryOn(Exception exception) => true;
    }

    private Shop Open()
    {
        var database = TestDatabase.Postgres(postgres);
        return Shop.Open(database, services => services.AddDbContextFactory<ShopContext>(options => options.UseNpgsql(
            database.ConnectionString,
            npgsql => npgsql.EnableRetryOnFailure(2, TimeSpan.FromMilliseconds(1), null))));
    }
}
