using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Guarding;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Guarding;

/// <summary>A whole database is about to be dropped, by the means of EF Core and of its tools.</summary>
public abstract class DatabaseDropTests
{
    private protected abstract TestDatabase CreateDatabase();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EnsureDeleted_is_blocked_and_the_database_is_still_there(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Block));
        await using var context = shop.CreateContext();

        var refusal = isAsync
            ? await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken))
            : Assert.Throws<DestructiveOperationBlockedException>(() => context.Database.EnsureDeleted());

        Assert.Equal(["drop_database"], refusal.Reasons.AsEnumerable());
        Assert.Equal(3, shop.CountItems());
        var row = Assert.Single(await shop.RowsAsync(), static row => row.Category == "guard");
        Assert.Equal(("guard.block", "blocked", refusal.EventId), (row.Action, row.Outcome, row.Id));
        Assert.StartsWith("DROP DATABASE", row.Statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_creator_itself_is_guarded_as_helpers_call_it(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Block));
        await using var context = shop.CreateContext();
        // The casts are those of many an answer on the web.
        var creator = (RelationalDatabaseCreator)context.GetService<IDatabaseCreator>();
        Assert.True(await creator.ExistsAsync(TestContext.Current.CancellationToken));

        if (isAsync)
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => creator.DeleteAsync(TestContext.Current.CancellationToken));
        else
            Assert.Throws<DestructiveOperationBlockedException>(creator.Delete);

        Assert.Equal(3, shop.CountItems());
    }

    [Fact]
    public async Task Dropping_and_creating_anew_is_blocked_at_the_drop()
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Block));
        await using var context = shop.CreateContext();

        await Assert.ThrowsAsync<DestructiveOperationBlockedException>(async () =>
        {
            await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken);
            await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        });

        Assert.Equal(3, shop.CountItems());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_drop_that_is_let_through_is_recorded_with_its_outcome(bool isAsync)
    {
        // What drops the database is not taken for a migration, which this policy allows nothing.
        var rule = Rule(GuardAction.Alert);
        await using var shop = GuardedShop.Open(CreateDatabase(), rule, static options =>
            options.Rules.Insert(0, new GuardRule { Name = "migrations", Action = GuardAction.Block, Sources = { CommandSource.Migration } }));
        await using var context = shop.CreateContext();

        Assert.True(isAsync ? await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken) : context.Database.EnsureDeleted());

        Assert.False(shop.Exists());
        var rows = await shop.RowsAsync();
        var attempt = Assert.Single(rows, static row => row.Category == "guard");
        Assert.Equal("guard.alert", attempt.Action);
        var drops = rows.Where(static row => row.Category == "database" && row.Reasons.Contains("drop_database")).ToArray();
        Assert.NotEmpty(drops);
        Assert.All(drops, row => Assert.Equal(("db.drop", "succeeded", attempt.Id), (row.Action, row.Outcome, row.ParentId)));
        Assert.True(rows.ToList().IndexOf(attempt) < rows.ToList().IndexOf(drops[0]));
    }

    [Fact]
    public async Task Nothing_is_asked_when_there_is_no_database_to_drop()
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Block));
        await using (var unaudited = shop.Unaudited())
            await unaudited.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken);
        await using var context = shop.CreateContext();

        Assert.False(await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(await shop.RowsAsync(), static row => row.Category == "guard");
    }

    [Fact]
    public async Task Without_a_guard_a_drop_is_recorded_all_the_same()
    {
        using var database = CreateDatabase();
        await using var shop = Shop.Open(database);
        await using var context = shop.CreateContext();

        Assert.True(await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken));

        Assert.Contains(shop.Log.Events, static recorded => recorded is { Outcome: Outcome.Succeeded } && recorded.Statement!.RedactedText.StartsWith("DROP DATABASE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pooled_contexts_and_several_applications_have_their_own_guard()
    {
        var database = CreateDatabase();
        await using var strict = GuardedShop.Open(database, Rule(GuardAction.Block), add: services => services.AddDbContextPool<StockContext>(database.Use));
        // EF Core shares its services among applications whose options are alike.
        await using var lenient = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Observe));

        for (var i = 0; i < 3; i++)
        {
            await using var scope = strict.Services.CreateAsyncScope();
            var pooled = scope.ServiceProvider.GetRequiredService<StockContext>();
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => pooled.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken));
        }

        await using (var context = lenient.CreateContext())
            Assert.True(await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, strict.CountItems());
    }

    [Fact]
    public async Task A_provider_that_is_named_after_the_audit_is_guarded()
    {
        var database = CreateDatabase();
        await using var shop = GuardedShop.Open(database, Rule(GuardAction.Block));
        var options = new DbContextOptionsBuilder<ShopContext>().UseAudit(shop.Services);
        database.Use(options);
        await using var context = new ShopContext(options.Options);

        await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, shop.CountItems());
    }

    [Theory]
    [InlineData("drop_*", "drop_column", new[] { "First", "Second" })]
    [InlineData("drop_table", "drop_table", new[] { "First" })]
    public async Task Migrating_down_to_nothing_is_blocked_at_the_first_step_that_a_rule_is_about(string rule, string reason, string[] applied)
    {
        await using var shop = await MigratedAsync(new GuardRule { Name = "block", Action = GuardAction.Block, Reasons = { rule }, Sources = { CommandSource.Migration } });
        await using var context = shop.Services.GetRequiredService<IDbContextFactory<VersionedContext>>().CreateDbContext();

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Database.MigrateAsync("0", TestContext.Current.CancellationToken));

        Assert.Equal([reason], refusal.Reasons.AsEnumerable());
        Assert.Equal(applied, (await context.Database.GetAppliedMigrationsAsync(TestContext.Current.CancellationToken)).Select(static id => id[15..]));
        Assert.Equal(1, await context.Database.SqlQueryRaw<int>("""SELECT CAST(COUNT(*) AS int) AS "Value" FROM "Versions" """).SingleAsync(TestContext.Current.CancellationToken));
        Assert.Contains(await shop.RowsAsync(), static row => row is { Action: "guard.block", Source: "migration" });
    }

    [Fact]
    public async Task A_migration_that_drops_a_column_is_blocked()
    {
        await using var shop = await MigratedAsync(new GuardRule { Name = "block", Action = GuardAction.Block, Reasons = { "drop_column" } });
        await using var context = shop.Services.GetRequiredService<IDbContextFactory<VersionedContext>>().CreateDbContext();

        // Down to the first migration, which is to lose what the second added.
        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Database.MigrateAsync("First", TestContext.Current.CancellationToken));

        Assert.Equal(["drop_column"], refusal.Reasons.AsEnumerable());
        Assert.Equal("kept", await context.Database.SqlQueryRaw<string>("""SELECT "Note" AS "Value" FROM "Versions" """).SingleAsync(TestContext.Current.CancellationToken));
    }

    private protected static GuardRule Rule(GuardAction action) => new() { Name = "rule", Action = action, MinSeverity = Risk.Critical };

    private async Task<GuardedShop> MigratedAsync(GuardRule rule)
    {
        var database = CreateDatabase();
        var shop = GuardedShop.Open(database, rule, add: services => services.AddDbContextFactory<VersionedContext>(database.Use));
        await using var context = shop.Services.GetRequiredService<IDbContextFactory<VersionedContext>>().CreateDbContext();
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
        await context.Database.ExecuteSqlRawAsync("""INSERT INTO "Versions" ("Id", "Note") VALUES (1, 'kept')""", TestContext.Current.CancellationToken);
        return shop;
    }
}

public sealed class SqliteDatabaseDropTests : DatabaseDropTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();

    [Fact]
    public async Task The_file_is_still_there()
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Block));
        await using var context = shop.CreateContext();
        Assert.Throws<DestructiveOperationBlockedException>(() => context.Database.EnsureDeleted());
        Assert.True(File.Exists(shop.Database.Server));
    }
}

public sealed class PostgresDatabaseDropTests(PostgresFixture postgres) : DatabaseDropTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}
