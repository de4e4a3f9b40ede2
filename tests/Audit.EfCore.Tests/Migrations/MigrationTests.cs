using System.Globalization;
using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.EfCore.Tests.Migrations;

/// <summary>Migrations that an application applies and reverts.</summary>
public abstract class MigrationTests
{
    private protected abstract TestDatabase CreateDatabase();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_migration_has_an_event_that_its_commands_point_to(bool isAsync)
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await MigrateAsync(catalog, isAsync);

        var migrations = catalog.Operations.Where(static recorded => recorded.Action == "migration.apply").ToArray();
        Assert.Equal(["20260201000000_Create", "20260202000000_Note"], migrations.Select(static recorded => recorded.Attribute("migration.name")));
        Assert.All(migrations, static recorded =>
        {
            Assert.Equal((EventCategory.Database, Outcome.Succeeded, CommandSource.Migration), (recorded.Category, recorded.Outcome, recorded.Source));
            Assert.True(recorded.DurationMicroseconds > 0);
            Assert.NotEqual(Guid.Empty, recorded.TransactionId);
            Assert.Equal(ProductInfo.GetVersion(), recorded.Attribute("migration.product_version"));
            Assert.Null(recorded.Attribute("migration.failed_command"));
        });
        foreach (var migration in migrations)
        {
            var commands = catalog.Commands.Where(recorded => recorded.ParentId == migration.Id && !IsLock(recorded)).ToArray();
            Assert.Equal(migration.Attribute("migration.commands"), $"{commands.Length}");
            Assert.All(commands, recorded =>
                Assert.Equal((CommandSource.Migration, migration.Attribute("migration.name")), (recorded.Source, recorded.Attribute("migration.name"))));
            // Found in the order in which they happened, although the migration is recorded at its end.
            Assert.True(migration.OccurredAt <= commands[0].OccurredAt);
        }

        Assert.All(catalog.Commands, static recorded => Assert.Equal(CommandSource.Migration, recorded.Source));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Seed_data_is_told_from_what_else_a_migration_changes(bool isAsync)
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await MigrateAsync(catalog, isAsync);

        var seeds = catalog.Commands.Where(static recorded => recorded.Attribute("seed_data") == "true").ToArray();
        // SQLite asks in the same command how many rows were changed.
        Assert.Equal(["INSERT", "UPDATE"], seeds.SelectMany(static recorded => recorded.Statement!.Operations).Where(static verb => verb != "SELECT").Distinct());
        Assert.All(seeds, static recorded => Assert.Equal(["Products"], recorded.Statement!.TablesWritten.AsEnumerable()));
        // The history, and SQL that the migration wrote itself.
        Assert.Contains(catalog.Commands, static recorded => recorded.Attribute("seed_data") is null && recorded.Statement!.Action == "db.update");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_migration_that_is_reverted_says_so(bool isAsync)
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await MigrateAsync(catalog, isAsync);
        catalog.Log.Clear();
        await MigrateAsync(catalog, isAsync, "0");

        Assert.Equal(
            [("migration.revert", "20260202000000_Note"), ("migration.revert", "20260201000000_Create")],
            catalog.Operations.Select(static recorded => (recorded.Action, recorded.Attribute("migration.name")!)));
        var drop = Assert.Single(catalog.Commands, static recorded => recorded.Statement!.RedactedText.StartsWith("DROP TABLE", StringComparison.Ordinal));
        Assert.Equal(catalog.Operations[1].Id, drop.ParentId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_migration_that_fails_tells_at_which_command_and_why_without_values(bool isAsync)
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await using var context = catalog.CreateContext<BrokenContext>();
        if (isAsync)
            await Assert.ThrowsAnyAsync<Exception>(() => context.Database.MigrateAsync(TestContext.Current.CancellationToken));
        else
            Assert.ThrowsAny<Exception>(() => context.Database.Migrate());

        var migrations = catalog.Operations.Where(static recorded => recorded.Action == "migration.apply").ToArray();
        Assert.Equal([Outcome.Succeeded, Outcome.Failed], migrations.Select(static recorded => recorded.Outcome));
        var failed = migrations[1];
        Assert.Equal(("20260302000000_Bad", "2"), (failed.Attribute("migration.name"), failed.Attribute("migration.failed_command")));
        Assert.StartsWith("INSERT INTO \"Missing\"", failed.Attribute("migration.failed_statement"), StringComparison.Ordinal);
        Assert.NotNull(failed.ErrorCode);
        Assert.Contains("Missing", failed.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", $"{failed.ErrorMessage}{string.Concat(failed.Attributes)}", StringComparison.Ordinal);
        Assert.Contains(catalog.Commands, recorded => recorded.Outcome == Outcome.Failed && recorded.ParentId == failed.Id);
    }

    [Fact]
    public async Task Where_nothing_is_to_be_done_no_migration_is_recorded()
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await MigrateAsync(catalog, isAsync: true);
        catalog.Log.Clear();
        await MigrateAsync(catalog, isAsync: true);

        Assert.Empty(catalog.Operations);
        Assert.All(catalog.Commands, static recorded => Assert.Equal((CommandSource.Migration, Guid.Empty), (recorded.Source, recorded.ParentId)));
    }

    [Fact]
    public async Task What_is_done_afterwards_belongs_to_no_migration()
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await using var context = catalog.CreateContext();
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
        catalog.Log.Clear();
        Assert.Equal(2, await context.Products.CountAsync(TestContext.Current.CancellationToken));

        var query = catalog.Log.Single;
        Assert.Equal((CommandSource.Linq, Guid.Empty, null), (query.Source, query.ParentId, query.Attribute("migration.name")));
        Assert.Same(AuditContext.Background, AuditContext.Current);
    }

    [Fact]
    public async Task A_migration_within_something_else_points_to_it_and_keeps_its_actor()
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        var outer = AuditContext.Background with { Actor = AuditActor.Service("deployer"), ParentEventId = AuditId.Create(1) };
        using (AuditContext.Push(outer))
            await MigrateAsync(catalog, isAsync: true);

        Assert.All(catalog.Log.Events, static recorded => Assert.Equal("deployer", recorded.Context.Actor.Id));
        Assert.All(catalog.Operations, recorded => Assert.Equal(outer.ParentEventId, recorded.ParentId));
    }

    [Fact]
    public async Task Where_auditing_is_suppressed_migrations_run_all_the_same()
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        using (AuditContext.Suppress())
            await MigrateAsync(catalog, isAsync: true);

        Assert.Empty(catalog.Log.Events);
        await using var context = catalog.CreateContext();
        Assert.Equal(2, (await context.Database.GetAppliedMigrationsAsync(TestContext.Current.CancellationToken)).Count());
    }

    [Fact]
    public async Task A_log_that_fails_does_not_stop_a_migration()
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        catalog.Log.Throws = new InvalidOperationException("The log is broken.");
        await MigrateAsync(catalog, isAsync: true);

        await using var context = catalog.CreateContext();
        Assert.Equal(2, (await context.Database.GetAppliedMigrationsAsync(TestContext.Current.CancellationToken)).Count());
    }

    [Fact]
    public async Task Scripts_and_pending_changes_are_still_to_be_had()
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await using var context = catalog.CreateContext();
        var migrator = context.GetService<IMigrator>();

        Assert.Contains("CREATE TABLE \"Products\"", migrator.GenerateScript(), StringComparison.Ordinal);
        Assert.True(migrator.HasPendingModelChanges());
        Assert.Empty(catalog.Log.Events);
    }

    [Fact]
    public async Task Migrations_of_several_databases_at_once_are_not_confused()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var catalog = Catalog.Open(CreateDatabase());
            await MigrateAsync(catalog, isAsync: true);
            var migrations = catalog.Operations.Where(static recorded => recorded.Action == "migration.apply").ToDictionary(static recorded => recorded.Id);
            Assert.Equal(2, migrations.Count);
            Assert.Equal(
                migrations.Values.Sum(static recorded => int.Parse(recorded.Attribute("migration.commands")!, CultureInfo.InvariantCulture)),
                catalog.Commands.Count(recorded => migrations.ContainsKey(recorded.ParentId) && !IsLock(recorded)));
        }));
    }

    /// <summary>On PostgreSQL, each transaction of a migration locks the history anew.</summary>
    private static bool IsLock(AuditEvent recorded) => recorded.Statement!.Action == "db.lock";

    private static async Task MigrateAsync(Catalog catalog, bool isAsync, string? target = null)
    {
        await using var context = catalog.CreateContext();
        if (isAsync)
            await context.Database.MigrateAsync(target, TestContext.Current.CancellationToken);
        else
            context.Database.Migrate(target);
    }
}

public sealed class SqliteMigrationTests : MigrationTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresMigrationTests(PostgresFixture postgres) : MigrationTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}
