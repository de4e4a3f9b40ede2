using Audit.AdoNet.Attribution;
using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Audit.EfCore.Tests.Attribution;

/// <summary>What a real PostgreSQL server is told of who acts through EF Core.</summary>
public sealed class PostgresAttributionTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trigger_sees_who_saves_behind_a_pooled_login(bool isAsync)
    {
        await using var shop = await OpenAsync(AttributionMode.SessionContext, "Maximum Pool Size=1");
        foreach (var (actor, name) in (IEnumerable<(string, string)>)[("alice", "lime"), ("o'brien */; DROP TABLE log; --", "date")])
        {
            using var scope = Act(actor);
            await using var context = shop.CreateContext();
            context.Add(new Item { Name = name });
            _ = isAsync ? await context.SaveChangesAsync(Token) : context.SaveChanges();
        }

        using (Act("bob"))
        {
            await using var context = shop.CreateContext();
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "Items" ("Name", "Qty") VALUES ({"fig"}, 1)""", Token);
            await transaction.CommitAsync(Token);
        }

        Assert.Equal(["alice", "o'brien */; DROP TABLE log; --", "bob"], await ReadAsync(shop, "SELECT actor FROM log ORDER BY id"));
        // The application's own commands, and nothing of ours.
        Assert.DoesNotContain(shop.Log.Events, static recorded => recorded.Statement!.RedactedText.Contains("set_config", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_stays_behind_in_the_pool_also_where_the_driver_resets_nothing()
    {
        await using var shop = await OpenAsync(AttributionMode.SessionContext, "Maximum Pool Size=1;No Reset On Close=true");
        using (Act("alice"))
        {
            await using var context = shop.CreateContext();
            Assert.Equal("alice", await context.Database.SqlQuery<string>($"""SELECT current_setting('audit.actor', true) AS "Value" """).SingleAsync(Token));
        }

        // Someone who is not audited gets the same session.
        Assert.Equal([""], await ReadAsync(shop, "SELECT current_setting('audit.actor', true)"));
    }

    [Fact]
    public async Task After_a_rollback_the_next_command_is_told_anew()
    {
        await using var shop = await OpenAsync(AttributionMode.SessionContext, "");
        await using var context = shop.CreateContext();
        await context.Database.OpenConnectionAsync(Token);
        using (Act("alice"))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "Items" ("Name", "Qty") VALUES ({"lime"}, 1)""", Token);
            await transaction.RollbackAsync(Token);
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "Items" ("Name", "Qty") VALUES ({"date"}, 1)""", Token);
        }

        Assert.Equal(["alice"], await ReadAsync(shop, "SELECT actor FROM log ORDER BY id"));
    }

    [Fact]
    public async Task A_comment_shows_in_the_activity()
    {
        await using var shop = await OpenAsync(AttributionMode.SqlCommenter, "");
        using var scope = Act("alice");
        await using var context = shop.CreateContext();

        var seen = await context.Database.SqlQuery<string>($"""SELECT query AS "Value" FROM pg_stat_activity WHERE pid = pg_backend_pid()""").SingleAsync(Token);

        Assert.Contains(" /*actor='alice',application='shop'", seen, StringComparison.Ordinal);
    }

    private async Task<Shop> OpenAsync(AttributionMode mode, string options)
    {
        var connectionString = postgres.CreateConnectionString(options);
        var database = new TestDatabase(connectionString, true, "postgresql", postgres.Server, new NpgsqlConnectionStringBuilder(connectionString).Database!);
        var shop = Shop.Open(database, services =>
        {
            services.Configure<AdoNetAttributionOptions>(attribution => (attribution.Mode, attribution.Application) = (mode, "shop"));
            services.AddDbContextFactory<ShopContext>(database.Use);
        });
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("""
            CREATE TABLE log (id serial, actor text);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO log (actor) VALUES (current_setting('audit.actor', true)); RETURN NEW; END $$;
            CREATE TRIGGER noted AFTER INSERT ON "Items" FOR EACH ROW EXECUTE FUNCTION note();
            """);
        await command.ExecuteNonQueryAsync(Token);
        return shop;
    }

    private static AuditContextScope Act(string actor) => AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, actor) });

    /// <summary>Asks by a connection of the same pool, which nobody audits.</summary>
    private static async Task<List<string>> ReadAsync(Shop shop, string sql)
    {
        await using var connection = new NpgsqlConnection(shop.Database.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
