using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Tests.Shop;

public sealed class SqliteShopDatabaseTests : ShopDatabaseTests, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-shop-").FullName;
    private int _databases;

    protected override string Columns => """
        SELECT m.type || ' ' || m.name || ' ' || m.sql AS "Value" FROM sqlite_master m
        WHERE m.sql IS NOT NULL AND m.name NOT LIKE '\_\_EF%' ESCAPE '\' ORDER BY m.name
        """;

    private protected override DbContextOptions<ShopDbContext> NewDatabase() => new DbContextOptionsBuilder<ShopDbContext>()
        .UseSqlite($"Data Source={Path.Combine(_directory, $"{_databases++}.db")};Pooling=False").Options;

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}

public sealed class PostgresShopDatabaseTests(PostgresFixture postgres) : ShopDatabaseTests
{
    protected override string Columns => """
        SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable, is_identity, identity_generation, column_default) AS "Value"
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\_\_EF%'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\_\_EF%'
        UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('f', 'p') AND conname NOT LIKE '%\_\_EF%' ORDER BY 1
        """;

    private protected override DbContextOptions<ShopDbContext> NewDatabase() =>
        new DbContextOptionsBuilder<ShopDbContext>().UseNpgsql(postgres.CreateConnectionString()).Options;
}

/// <summary>The migrations of the shop, which are written by hand, make what its model says, and take over what was made without them.</summary>
public abstract class ShopDatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Lists all that the tables are made of.</summary>
    protected abstract string Columns { get; }

    private protected abstract DbContextOptions<ShopDbContext> NewDatabase();

    [Fact]
    public async Task Migrations_make_what_the_model_says()
    {
        await using var migrated = new ShopDbContext(NewDatabase());
        await using var created = new ShopDbContext(NewDatabase());
        await created.Database.EnsureCreatedAsync(Token);

        var applied = await new ShopDatabase(migrated).MigrateAsync(Token);

        Assert.Equal(["20260105090000_InitialShop", "20260112090000_AddUsers", "20260119090000_AddApiKeys"], applied);
        Assert.Equal(await ShapeAsync(created), await ShapeAsync(migrated));
        Assert.Empty(await new ShopDatabase(migrated).MigrateAsync(Token));
    }

    [Fact]
    public async Task A_database_that_was_made_without_migrations_keeps_what_is_in_it()
    {
        var options = NewDatabase();
        await using (var old = new ShopDbContext(options))
        {
            await old.Database.EnsureCreatedAsync(Token);
            await old.Database.ExecuteSqlAsync($"""DROP TABLE "Users" """, Token);
            await old.Database.ExecuteSqlAsync($"""DROP TABLE "AuditApiKeys" """, Token);
            old.Customers.Add(new Customer { Name = "Ada", Email = "ada@customers.example" });
            await old.SaveChangesAsync(Token);
        }

        await using var shop = new ShopDbContext(options);
        Assert.Equal(["20260112090000_AddUsers", "20260119090000_AddApiKeys"], await new ShopDatabase(shop).MigrateAsync(Token));

        Assert.Equal("Ada", (await shop.Customers.SingleAsync(Token)).Name);
        Assert.Empty(await shop.Users.ToListAsync(Token));
        await using var fresh = new ShopDbContext(NewDatabase());
        await fresh.Database.EnsureCreatedAsync(Token);
        Assert.Equal(await ShapeAsync(fresh), await ShapeAsync(shop));
    }

    [Fact]
    public async Task Migrations_can_be_reverted()
    {
        await using var shop = new ShopDbContext(NewDatabase());
        await new ShopDatabase(shop).MigrateAsync(Token);

        await shop.Database.MigrateAsync("0", Token);

        Assert.DoesNotContain(await ShapeAsync(shop), static line => line.Contains("Orders", StringComparison.Ordinal) || line.Contains("Users", StringComparison.Ordinal));
    }

    private async Task<List<string>> ShapeAsync(ShopDbContext shop) =>
        [.. (await shop.Database.SqlQueryRaw<string>(Columns).ToListAsync(Token)).Select(static line => line.ReplaceLineEndings("\n"))];
}
