using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Guarding;
using Audit.Guarding.Approvals;
using Audit.Testing;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Guarding;

/// <summary>Commands that may change so many rows and no more, on a real database with three items.</summary>
public abstract class RowLimitTests
{
    private protected abstract TestDatabase CreateDatabase();

    [Theory]
    [InlineData("2", false)]
    [InlineData("2", true)]
    [InlineData("67%", false)]
    [InlineData("67%", true)]
    public async Task What_changes_no_more_than_it_may_is_committed(string limit, bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Limit(limit));
        await using var context = shop.CreateContext();

        Assert.Equal(2, await ExecuteAsync(context, """DELETE FROM "Items" WHERE "Qty" > 1""", isAsync));

        Assert.Equal(1, shop.CountItems());
        var row = Assert.Single(await shop.RowsAsync());
        Assert.Equal(("database", "succeeded", 2L), (row.Category, row.Outcome, row.RowsAffected));
        var ended = Assert.Single(await shop.AllRowsAsync(), static row => row.Category == "transaction");
        Assert.Equal(
            ("transaction.commit", "succeeded", row.TransactionId, "guard", "1"),
            (ended.Action, ended.Outcome, ended.TransactionId, ended.Attribute("transaction.begun_by"), ended.Attribute("transaction.commands")));
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("1", true)]
    [InlineData("50%", false)]
    [InlineData("50%", true)]
    public async Task What_changes_more_is_rolled_back_and_reported(string limit, bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Limit(limit));
        await using var context = shop.CreateContext();

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, """DELETE FROM "Items" WHERE "Qty" > 1""", isAsync));

        Assert.Equal(("cap", true), (refusal.Rule, refusal.IsRolledBack));
        Assert.Contains("it changed 2 rows and may change at most 1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, shop.CountItems());
        var rows = await shop.RowsAsync();
        Assert.Equal(["guard guard.rows_exceeded rolled_back", "database db.delete rolled_back"], rows.Select(static row => $"{row.Category} {row.Action} {row.Outcome}"));
        Assert.Equal((2L, limit), (rows[0].RowsAffected, rows[0].Attribute("guard.max_rows")));
        Assert.Equal(refusal.EventId, rows[0].Id);
        var ended = Assert.Single(await shop.AllRowsAsync(), static row => row.Category == "transaction");
        Assert.Equal(("transaction.rollback", "rolled_back", rows[1].TransactionId), (ended.Action, ended.Outcome, ended.TransactionId));
        Assert.EndsWith("was rolled back (2 rows)", Assert.Single(shop.Notifications.All).Title, StringComparison.Ordinal);
        // The connection is as good as new.
        Assert.Equal(1, await ExecuteAsync(context, """DELETE FROM "Items" WHERE "Qty" > 2""", isAsync));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_changes_more_waits_for_approval_where_the_rule_says_so(bool isAsync)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var shop = GuardedShop.Open(
            CreateDatabase(), Limit("1", GuardAction.RequireApproval), add: static services => services.AddSingleton<IApprovalStore, MemoryApprovalStore>());
        await using var context = shop.CreateContext();
        const string Sql = """DELETE FROM "Items" WHERE "Qty" > 1""";

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, Sql, isAsync));
        Assert.True(refusal.IsRolledBack);
        Assert.Equal(3, shop.CountItems());

        using (AuditContext.Push(AuditContext.Current with { Actor = new AuditActor(ActorType.User, "carol") }))
            await shop.Services.GetRequiredService<IApprovals>().DecideAsync(refusal.ApprovalId!.Value, isApproved: true, "counted twice", cancellation);
        Assert.Equal(2, await ExecuteAsync(context, Sql, isAsync));
        Assert.Equal(1, shop.CountItems());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bulk_commands_are_limited(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Limit("1"));
        await using var context = shop.CreateContext();
        var cancellation = TestContext.Current.CancellationToken;

        if (isAsync)
        {
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Items.Where(static item => item.Qty > 1).ExecuteDeleteAsync(cancellation));
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Items.ExecuteUpdateAsync(static set => set.SetProperty(static item => item.Qty, 0), cancellation));
            Assert.Equal(1, await context.Items.Where(static item => item.Qty > 2).ExecuteDeleteAsync(cancellation));
        }
        else
        {
            Assert.Throws<DestructiveOperationBlockedException>(() => context.Items.Where(static item => item.Qty > 1).ExecuteDelete());
            Assert.Throws<DestructiveOperationBlockedException>(() => context.Items.ExecuteUpdate(static set => set.SetProperty(static item => item.Qty, 0)));
            Assert.Equal(1, context.Items.Where(static item => item.Qty > 2).ExecuteDelete());
        }

        await using var unaudited = shop.Unaudited();
        Assert.Equal([1, 2], unaudited.Items.Select(static item => item.Qty).Order());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task In_an_open_transaction_only_the_command_is_rolled_back(bool isAsync, bool throughQuery)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Limit("1"));
        await using var context = shop.CreateContext();
        var cancellation = TestContext.Current.CancellationToken;
        await using (var transaction = await context.Database.BeginTransactionAsync(cancellation))
        {
            await ExecuteAsync(context, """UPDATE "Items" SET "Qty" = 7 WHERE "Name" = 'apple'""", isAsync);
            var query = context.Items.FromSqlRaw("""DELETE FROM "Items" RETURNING *""").AsNoTracking();
            if (!throughQuery)
                await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, """DELETE FROM "Items" """, isAsync));
            else if (isAsync)
                await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => query.ToListAsync(cancellation));
            else
                Assert.Throws<DestructiveOperationBlockedException>(() => query.ToList());
            await transaction.CommitAsync(cancellation);
        }

        Assert.Equal(
            ["transaction.savepoint_rollback rolled_back audit_guard", "transaction.commit succeeded "],
            (await shop.AllRowsAsync()).Where(static row => row.Category == "transaction").Select(static row => $"{row.Action} {row.Outcome} {row.Attribute("transaction.savepoint")}"));
        await using var unaudited = shop.Unaudited();
        Assert.Equal([2, 3, 7], unaudited.Items.Select(static item => item.Qty).Order());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 10)]
    [InlineData(true, 10)]
    public async Task A_save_is_one_operation_whatever_its_batches(bool isAsync, int batchSize)
    {
        var database = CreateDatabase();
        await using var shop = GuardedShop.Open(database, Limit("2"), add: services => services.AddDbContextFactory<ShopContext>(options => database.Use(options, batchSize)));
        await using (var context = shop.CreateContext())
        {
            context.RemoveRange(context.Items);
            var failure = isAsync
                ? await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(TestContext.Current.CancellationToken))
                : Assert.Throws<DbUpdateException>(() => context.SaveChanges());
            Assert.True(Assert.IsType<DestructiveOperationBlockedException>(failure.InnerException).IsRolledBack);
        }

        Assert.Equal(3, shop.CountItems());
        Assert.Contains(await shop.RowsAsync(), static row => row is { Action: "guard.rows_exceeded", RowsAffected: 3 });

        await using (var context = shop.CreateContext())
        {
            for (var i = 0; i < 2; i++)
            {
                context.Remove(context.Items.First());
                _ = isAsync ? await context.SaveChangesAsync(TestContext.Current.CancellationToken) : context.SaveChanges();
            }
        }

        Assert.Equal(1, shop.CountItems());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_the_limit_an_alert_commits(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Limit("1", GuardAction.Alert));
        await using var context = shop.CreateContext();

        Assert.Equal(3, await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync));

        Assert.Equal(0, shop.CountItems());
        var rows = await shop.RowsAsync();
        Assert.Equal(["guard guard.rows_exceeded unknown", "database db.delete succeeded"], rows.Select(static row => $"{row.Category} {row.Action} {row.Outcome}"));
        Assert.Equal(rows[0].Id, rows[1].ParentId);
        Assert.Single(shop.Notifications.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_limited_command_that_fails_leaves_nothing_open(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Limit("1"));
        await using var context = shop.CreateContext();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ExecuteAsync(context, """DELETE FROM "Items" WHERE "Nothing" = 1""", isAsync));

        Assert.Equal(1, await ExecuteAsync(context, """DELETE FROM "Items" WHERE "Qty" = 1""", isAsync));
        Assert.Equal(2, shop.CountItems());
    }

    private protected static GuardRule Limit(string rows, GuardAction action = GuardAction.Block)
    {
        Assert.True(RowLimit.TryParse(rows, out var limit));
        return new GuardRule { Name = "cap", Action = action, MaxRows = limit };
    }

    private protected static async Task<int> ExecuteAsync(DbContext context, string sql, bool isAsync) => isAsync
        ? await context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken)
        : context.Database.ExecuteSqlRaw(sql);
}

public sealed class SqliteRowLimitTests : RowLimitTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresRowLimitTests(PostgresFixture postgres) : RowLimitTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);

    [Fact]
    public async Task What_cannot_be_counted_is_too_much()
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Limit("100"));
        await using var context = shop.CreateContext();

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(
            () => context.Items.FromSqlRaw("""WITH gone AS (DELETE FROM "Items" RETURNING *) SELECT * FROM gone""").AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));

        Assert.Contains("could not be counted", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, shop.CountItems());
    }
}
