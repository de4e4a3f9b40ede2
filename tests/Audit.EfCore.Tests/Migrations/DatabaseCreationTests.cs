using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Migrations;

/// <summary>Databases that are created and deleted as a whole.</summary>
public abstract class DatabaseCreationTests
{
    private protected abstract TestDatabase CreateDatabase();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EnsureCreated_is_one_event_that_its_commands_point_to(bool isAsync)
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await using var context = catalog.CreateContext();
        Assert.True(isAsync ? await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken) : context.Database.EnsureCreated());

        var created = Assert.Single(catalog.Operations);
        Assert.Equal(("database.create", Outcome.Succeeded, "true"), (created.Action, created.Outcome, created.Attribute("database.created")));
        Assert.Equal((catalog.Database.System, catalog.Database.Server), (created.Database!.System, created.Database.Server));
        Assert.All(catalog.Commands, recorded => Assert.Equal((created.Id, CommandSource.Migration), (recorded.ParentId, recorded.Source)));
        var seeds = catalog.Commands.Where(static recorded => recorded.Attribute("seed_data") == "true").ToArray();
        Assert.NotEmpty(seeds);
        Assert.All(seeds, static recorded => Assert.Equal(["Products"], recorded.Statement!.TablesWritten.AsEnumerable()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EnsureCreated_of_what_is_there_says_that_nothing_was_created(bool isAsync)
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await using var context = catalog.CreateContext();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        catalog.Log.Clear();
        Assert.False(isAsync ? await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken) : context.Database.EnsureCreated());

        Assert.Equal("false", Assert.Single(catalog.Operations).Attribute("database.created"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EnsureDeleted_is_one_event_also_where_no_command_runs(bool isAsync)
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await using var context = catalog.CreateContext();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        catalog.Log.Clear();
        Assert.True(isAsync ? await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken) : context.Database.EnsureDeleted());
        Assert.False(await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            [("database.delete", "true"), ("database.delete", "false")],
            catalog.Operations.Select(static recorded => (recorded.Action, recorded.Attribute("database.deleted")!)));
        var drops = catalog.Commands.Where(static recorded => recorded.Statement!.DestructiveReasons.Any(static reason => reason.Name == "drop_database")).ToArray();
        Assert.NotEmpty(drops);
        Assert.All(drops, recorded => Assert.Equal((catalog.Operations[0].Id, Risk.Critical), (recorded.ParentId, recorded.Risk)));
    }

    [Fact]
    public async Task The_first_migration_of_a_database_that_is_not_there_creates_it()
    {
        await using var catalog = Catalog.Open(CreateDatabase());
        await using var context = catalog.CreateContext();
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["database.create", "migration.apply", "migration.apply"], catalog.Operations.Select(static recorded => recorded.Action));
    }
}

public sealed class SqliteDatabaseCreationTests : DatabaseCreationTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresDatabaseCreationTests(PostgresFixture postgres) : DatabaseCreationTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}
