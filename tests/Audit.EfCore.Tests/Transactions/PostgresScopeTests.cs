using System.Transactions;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Audit.EfCore.Tests.Transactions;

/// <summary>Transaction scopes, lost connections and commits that fail, on a server that knows them.</summary>
public sealed class PostgresScopeTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_scope_is_one_transaction_of_all_its_commands(bool completes, bool wasOpen)
    {
        await using var shop = Shop.Open(TestDatabase.Postgres(postgres));
        await using var context = shop.CreateContext();
        if (wasOpen)
            await context.Database.OpenConnectionAsync(Token);
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await context.Items.Where(item => item.Qty == 1).ExecuteDeleteAsync(Token);
            context.AddRange(new Item { Name = "lime" }, new Item { Name = "date" });
            await context.SaveChangesAsync(Token);
            if (completes)
                scope.Complete();
        }

        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal(
            completes ? ("transaction.commit", Outcome.Succeeded) : ("transaction.rollback", Outcome.RolledBack), (ended.Action, ended.Outcome));
        Assert.All(shop.Log.Events, command => Assert.Equal(ended.TransactionId, command.TransactionId));
        Assert.Contains(new AuditAttribute("transaction.ambient", "true"), ended.Attributes);
        shop.Log.Clear();
        Assert.Equal(completes ? 4 : 3, await context.Items.CountAsync(Token));
        Assert.Equal(Guid.Empty, shop.Log.Single.TransactionId);
    }

    [Fact]
    public async Task A_commit_that_the_database_refuses_has_failed()
    {
        await using var shop = Shop.Open(TestDatabase.Postgres(postgres));
        await using var context = shop.CreateContext();
        await context.Database.ExecuteSqlRawAsync("""ALTER TABLE "Orders" ALTER CONSTRAINT "FK_Orders_Items_ItemId" DEFERRABLE INITIALLY DEFERRED""", Token);
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await context.Database.ExecuteSqlRawAsync("""INSERT INTO "Orders" ("ItemId") VALUES (4711)""", Token);
            await Assert.ThrowsAsync<PostgresException>(() => transaction.CommitAsync(Token));
        }

        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal(("transaction.commit", Outcome.Failed, "23503"), (ended.Action, ended.Outcome, ended.ErrorCode));
    }

    [Fact]
    public async Task A_connection_that_is_lost_while_it_commits_leaves_the_outcome_unknown()
    {
        await using var shop = Shop.Open(TestDatabase.Postgres(postgres));
        await using var context = shop.CreateContext();
        // The server ends the session while it commits, before it answers.
        await context.Database.ExecuteSqlRawAsync(
            """
            CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER leave AFTER INSERT ON "Items" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION leave();
            """,
            Token);
        var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new Item { Name = "fig" });
        await context.SaveChangesAsync(Token);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(Token));
        await transaction.DisposeAsync();

        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal(("transaction.commit", Outcome.Unknown), (ended.Action, ended.Outcome));
        Assert.False(string.IsNullOrEmpty(ended.ErrorCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_login_that_fails_is_recorded_without_its_password(bool isAsync)
    {
        await using var shop = Shop.Open(TestDatabase.Postgres(postgres));
        var text = new NpgsqlConnectionStringBuilder(shop.Database.ConnectionString) { Username = "mallory", Password = "hunter2secret" }.ConnectionString;
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(text).UseAudit(shop.Services).Options);
        if (isAsync)
            await Assert.ThrowsAnyAsync<Exception>(() => context.Items.CountAsync(Token));
        else
            Assert.ThrowsAny<Exception>(() => context.Items.Count());

        var failed = Assert.Single(shop.Log.Connections);
        Assert.Equal(("db.connect", Outcome.Failed, "28000"), (failed.Action, failed.Outcome, failed.ErrorCode));
        Assert.Contains(new AuditAttribute("db.user", "mallory"), failed.Attributes);
        Assert.DoesNotContain("hunter2secret", $"{failed.ErrorMessage}{string.Join(',', failed.Attributes)}", StringComparison.Ordinal);
        Assert.Equal(shop.Database.Name, failed.Database!.Name);
    }
}
