using Audit.EfCore.Seeding;
using Audit.EfCore.Tests.Migrations;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Seeding;

/// <summary>Seeders that EF Core runs after migrations and after the creation of a database.</summary>
public abstract class SeedingTests
{
    private protected abstract TestDatabase CreateDatabase();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_seeder_has_an_event_that_its_commands_point_to(bool isAsync, bool byMigration)
    {
        await using var catalog = Catalog.Open(CreateDatabase(), static options => options.UseSeeding(CatalogSeeder.Seed).UseAsyncSeeding(CatalogSeeder.SeedAsync));
        await RunAsync(catalog, isAsync, byMigration);

        var run = Assert.Single(catalog.Operations, static recorded => recorded.Action == "seeding.run");
        Assert.Equal((Outcome.Succeeded, CommandSource.Seeder), (run.Outcome, run.Source));
        Assert.Equal(isAsync ? "CatalogSeeder.SeedAsync" : "CatalogSeeder.Seed", run.Attribute("seeder.name"));
        var commands = catalog.Commands.Where(recorded => recorded.ParentId == run.Id).ToArray();
        Assert.Contains(commands, static recorded => recorded.Statement!.Operations.Contains("INSERT"));
        Assert.All(commands, recorded => Assert.Equal((CommandSource.Seeder, run.Attribute("seeder.name")), (recorded.Source, recorded.Attribute("seeder.name"))));
        Assert.Equal(commands, catalog.Commands.Where(static recorded => recorded.Source == CommandSource.Seeder));
        if (!byMigration)
            Assert.Equal(Assert.Single(catalog.Operations, static recorded => recorded.Action == "database.create").Id, run.ParentId);
        await using var context = catalog.CreateContext();
        Assert.Equal(3, await context.Products.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_seeder_that_fails_is_recorded_as_failed_without_values()
    {
        await using var catalog = Catalog.Open(CreateDatabase(), static options => options.UseAsyncSeeding(CatalogSeeder.FailAsync));
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => RunAsync(catalog, isAsync: true, byMigration: true));

        var run = Assert.Single(catalog.Operations, static recorded => recorded.Action == "seeding.run");
        Assert.Equal(Outcome.Failed, run.Outcome);
        Assert.NotNull(run.ErrorCode);
        Assert.NotNull(run.ErrorMessage);
    }

    [Fact]
    public async Task A_seeder_that_is_missing_is_still_missed()
    {
        await using var catalog = Catalog.Open(CreateDatabase(), static options => options.UseAsyncSeeding(CatalogSeeder.SeedAsync));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(catalog, isAsync: false, byMigration: false));
    }

    private static async Task RunAsync(Catalog catalog, bool isAsync, bool byMigration)
    {
        await using var context = catalog.CreateContext();
        switch (isAsync, byMigration)
        {
            case (false, false):
                context.Database.EnsureCreated();
                break;
            case (false, true):
                context.Database.Migrate();
                break;
            case (true, false):
                await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
                break;
            case (true, true):
                await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
                break;
        }
    }
}

public sealed class SqliteSeedingTests : SeedingTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();

    [Fact]
    public void A_seeder_is_named_after_its_method_or_that_which_a_lambda_stands_in()
    {
        var seen = "";
        Action<DbContext, bool> closure = (_, _) => seen += "x";
        Action<DbContext, bool> lambda = static (_, _) => { };

        Assert.Equal("CatalogSeeder.Seed", SeederName.Of(((Action<DbContext, bool>)CatalogSeeder.Seed).Method));
        Assert.All([closure, lambda], static seeder => Assert.Equal(
            $"{nameof(SqliteSeedingTests)}.{nameof(A_seeder_is_named_after_its_method_or_that_which_a_lambda_stands_in)}", SeederName.Of(seeder.Method)));
        Assert.Empty(seen);
    }
}

public sealed class PostgresSeedingTests(PostgresFixture postgres) : SeedingTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}

internal static class CatalogSeeder
{
    public static void Seed(DbContext context, bool wasChanged)
    {
        if (context.Set<Product>().Any(static product => product.Id == 3))
            return;
        context.Add(new Product { Id = 3, Name = "plum" });
        context.SaveChanges();
    }

    public static async Task SeedAsync(DbContext context, bool wasChanged, CancellationToken cancellationToken)
    {
        if (await context.Set<Product>().AnyAsync(static product => product.Id == 3, cancellationToken))
            return;
        context.Add(new Product { Id = 3, Name = "plum" });
        await context.SaveChangesAsync(cancellationToken);
    }

    public static Task FailAsync(DbContext context, bool wasChanged, CancellationToken cancellationToken)
    {
        // There is one with this id.
        context.Add(new Product { Id = 1, Name = "apple" });
        return context.SaveChangesAsync(cancellationToken);
    }
}
