using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.EfCore.Tests.Surface.Migrating;

/// <summary>Migrations that run tell what they make and what they take away.</summary>
public abstract class MigrationSurfaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract TestDatabase CreateDatabase();

    /// <summary>Taking a column away is what this database does for it.</summary>
    private protected abstract string[] TakingAway { get; }

    [Fact]
    public async Task A_migration_that_takes_things_away_is_destructive_and_one_that_adds_is_not()
    {
        await using var database = SurfaceDatabase.Empty(CreateDatabase());
        await using var context = database.CreateMigratingContext();
        var migrator = context.GetService<IMigrator>();

        await migrator.MigrateAsync(Initial.Id, Cancellation);
        var created = database.Take();
        Assert.Equal(["Notes", "Products"], WithoutHistory(created.Writes()));
        Assert.DoesNotContain(created.Destructive(), static reason => reason.StartsWith("drop_table N", StringComparison.Ordinal) || reason.StartsWith("drop_table P", StringComparison.Ordinal));

        await migrator.MigrateAsync(TakeAway.Id, Cancellation);
        var taken = database.Take();
        Assert.Equal(TakingAway, taken.Destructive().Where(static reason => !reason.Contains("__EFMigrations", StringComparison.Ordinal)));
        Assert.Superset(new HashSet<string> { "Notes", "Products" }, taken.Writes().ToHashSet());
        Assert.Contains(taken, static recorded => recorded is { Source: CommandSource.Migration, Destructive: true, Risk: Risk.Critical });

        await migrator.MigrateAsync("0", Cancellation);
        Assert.Superset(new HashSet<string> { "drop_table Notes", "drop_table Products" }, database.Take().Destructive().ToHashSet());
    }

    [Fact]
    public async Task Deleting_the_database_tells_so_whether_it_takes_a_statement_or_not()
    {
        await using var database = SurfaceDatabase.Empty(CreateDatabase());
        await using var context = database.CreateMigratingContext();
        await context.Database.MigrateAsync(Cancellation);
        database.Take();

        await context.Database.EnsureDeletedAsync(Cancellation);

        Assert.Equal(["drop_database"], database.Take().Destructive().Select(static reason => reason.Split(' ')[0]));
    }

    private static string[] WithoutHistory(string[] tables) => [.. tables.Where(static table => !table.StartsWith("__EFMigrations", StringComparison.Ordinal))];
}

public sealed class SqliteMigrationSurfaceTests : MigrationSurfaceTests
{
    /// <summary>The table is built anew without the column.</summary>
    private protected override string[] TakingAway => ["disable_integrity_checks", "drop_table Notes", "drop_table Products", "rename_object ef_temp_Products"];

    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresMigrationSurfaceTests(PostgresFixture postgres) : MigrationSurfaceTests
{
    private protected override string[] TakingAway => ["drop_column Products", "drop_table Notes"];

    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}
