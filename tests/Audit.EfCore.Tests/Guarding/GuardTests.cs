using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Guarding;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Guarding;

/// <summary>The guard before commands, on a real database.</summary>
public abstract class GuardTests
{
    private protected abstract TestDatabase CreateDatabase();

    [Theory]
    [InlineData("""DELETE FROM "Items" """, "delete_no_where", false)]
    [InlineData("""DELETE FROM "Items" """, "delete_no_where", true)]
    [InlineData("""DELETE FROM "Items" WHERE 1 = 1""", "delete_always_true_where", true)]
    [InlineData("""DROP TABLE "Orders" """, "drop_table", false)]
    [InlineData("""DROP TABLE "Orders" """, "drop_table", true)]
    [InlineData("""SELECT 1; DELETE FROM "Items"; SELECT 2""", "delete_no_where", true)]
    [InlineData("""ALTER TABLE "Items" DROP COLUMN "Qty" """, "drop_column", true)]
    public async Task A_blocked_command_never_reaches_the_database(string sql, string reason, bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Block());
        await using var context = shop.CreateContext();

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, sql, isAsync));

        Assert.Equal(("block", GuardAction.Block, false), (refusal.Rule, refusal.Action, refusal.IsRolledBack));
        Assert.Contains(reason, refusal.Reasons);
        Assert.Contains(refusal.EventId.ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, shop.CountItems());
        await using (var unaudited = shop.Unaudited())
            Assert.Empty(unaudited.Orders);

        var row = Assert.Single(await shop.RowsAsync());
        Assert.Equal((refusal.EventId, "guard", "guard.block", "blocked"), (row.Id, row.Category, row.Action, row.Outcome));
        Assert.Equal("raw_sql", row.Source);
        Assert.Equal(("block", "block"), (row.Attribute("guard.rule"), row.Attribute("guard.action")));
        Assert.Contains(reason, row.Reasons);
        var notification = Assert.Single(shop.Notifications.All);
        Assert.Equal(("block", refusal.EventId), (notification.Rule, notification.Event.Id));
        Assert.EndsWith(" was blocked", notification.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Queries_and_bulk_commands_are_blocked_as_well(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Block());
        await using var context = shop.CreateContext();
        var cancellation = TestContext.Current.CancellationToken;

        if (isAsync)
        {
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Items.ExecuteDeleteAsync(cancellation));
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Items.ExecuteUpdateAsync(static set => set.SetProperty(static item => item.Qty, 0), cancellation));
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => context.Items.FromSqlRaw("""DELETE FROM "Items" RETURNING *""").ToListAsync(cancellation));
        }
        else
        {
            Assert.Throws<DestructiveOperationBlockedException>(() => context.Items.ExecuteDelete());
            Assert.Throws<DestructiveOperationBlockedException>(() => context.Items.ExecuteUpdate(static set => set.SetProperty(static item => item.Qty, 0)));
            Assert.Throws<DestructiveOperationBlockedException>(() => context.Items.FromSqlRaw("""DELETE FROM "Items" RETURNING *""").ToList());
        }

        await using var unaudited = shop.Unaudited();
        Assert.Equal(6, unaudited.Items.Sum(static item => item.Qty));
        Assert.Equal(["blocked", "blocked", "blocked"], (await shop.RowsAsync()).Select(static row => row.Outcome));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_no_rule_is_about_runs_as_ever(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Block());
        await using var context = shop.CreateContext();

        await ExecuteAsync(context, """DELETE FROM "Items" WHERE "Id" = 1""", isAsync);
        _ = context.Items.ToList();

        Assert.Equal(2, shop.CountItems());
        Assert.All(await shop.RowsAsync(), static row => Assert.Equal(("database", Guid.Empty), (row.Category, row.ParentId)));
        Assert.Empty(shop.Notifications.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alert_is_recorded_before_and_linked_to_the_outcome(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Alert));
        await using var context = shop.CreateContext();

        await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync);

        Assert.Equal(0, shop.CountItems());
        var rows = await shop.RowsAsync();
        Assert.Equal(["guard guard.alert unknown", "database db.delete succeeded"], rows.Select(static row => $"{row.Category} {row.Action} {row.Outcome}"));
        Assert.Equal(rows[0].Id, rows[1].ParentId);
        Assert.Equal(3, rows[1].RowsAffected);
        Assert.True(rows[1].OccurredAt >= rows[0].OccurredAt, "The wait for the record is no part of the command.");
        Assert.Equal(rows[0].Id, Assert.Single(shop.Notifications.All).Event.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_attempt_is_in_the_store_before_the_command_runs(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Alert), static options => options.DurableTimeout = TimeSpan.FromSeconds(30), hasSpool: false);
        await using var context = shop.CreateContext();
        IReadOnlyList<RecordedRow> before = [];
        context.Database.SetCommandTimeout(30);
        context.SavingChanges += (_, _) => before = shop.Store.Rows;

        await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync);
        context.Add(new Item { Name = "quince" });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal("guard.alert", before[0].Action);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_fails_stops_nothing_whose_attempt_is_on_disk(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Alert), static options => options.WhenNotDurable = GuardDurability.FailOperation);
        shop.Store.IsBroken = true;
        await using var context = shop.CreateContext();

        await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync);

        Assert.Equal(0, shop.CountItems());
        shop.Store.IsBroken = false;
        Assert.Equal(["guard.alert", "db.delete"], (await shop.RowsAsync()).Select(static row => row.Action));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_outcome_of_a_query_that_was_let_through_is_linked(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Alert));
        await using var context = shop.CreateContext();

        var query = context.Items.FromSqlRaw("""DELETE FROM "Items" RETURNING *""").AsNoTracking();
        var gone = isAsync ? await query.ToListAsync(TestContext.Current.CancellationToken) : query.ToList();

        Assert.Equal(3, gone.Count);
        var rows = await shop.RowsAsync();
        Assert.Equal(["guard.alert", "db.delete"], rows.Select(static row => row.Action));
        Assert.Equal(rows[0].Id, rows[1].ParentId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_of_what_was_let_through_is_linked(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Alert));
        await using var context = shop.CreateContext();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ExecuteAsync(context, """DROP TABLE "Nothing" """, isAsync));

        var rows = await shop.RowsAsync();
        Assert.Equal(["guard guard.alert unknown", "database db.drop failed"], rows.Select(static row => $"{row.Category} {row.Action} {row.Outcome}"));
        Assert.Equal(rows[0].Id, rows[1].ParentId);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, "ticket OPS-12, password=hunter2")]
    [InlineData(true, "ticket OPS-12, password=hunter2")]
    public async Task A_reason_opens_what_requires_one(bool isAsync, string? reason)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.RequireReason));
        await using var context = shop.CreateContext();

        using (AuditContext.Push(AuditContext.Current with { Reason = reason }))
        {
            if (reason is null)
                await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, """DELETE FROM "Items" """, isAsync));
            else
                await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync);
        }

        Assert.Equal(reason is null ? 3 : 0, shop.CountItems());
        var attempt = (await shop.RowsAsync())[0];
        Assert.Equal(reason is null ? "guard.reason_missing" : "guard.reason_given", attempt.Action);
        if (reason is not null)
        {
            Assert.StartsWith("ticket OPS-12", attempt.Attribute("guard.reason"), StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", attempt.Attribute("guard.reason"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_console_only_yes_and_a_reason_confirm(bool isAsync)
    {
        await using var refusing = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.RequireConfirmation));
        await using (var context = refusing.CreateContext())
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, """DELETE FROM "Items" """, isAsync));
        Assert.Equal(3, refusing.CountItems());

        await using var confirmed = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.RequireConfirmation), static options =>
        {
            options.Yes = true;
            options.Reason = "a new season";
        });
        await using (var context = confirmed.CreateContext())
            await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync);
        Assert.Equal(0, confirmed.CountItems());
        Assert.Equal("a new season", (await confirmed.RowsAsync())[0].Attribute("guard.reason"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_requires_an_approval_is_refused_where_nothing_keeps_approvals(bool isAsync)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.RequireApproval));
        await using var context = shop.CreateContext();

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, """DELETE FROM "Items" """, isAsync));

        Assert.Contains("register an IApprovalStore", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, shop.CountItems());
    }

    [Theory]
    [InlineData(false, GuardDurability.FailOperation)]
    [InlineData(true, GuardDurability.FailOperation)]
    [InlineData(false, GuardDurability.Continue)]
    [InlineData(true, GuardDurability.Continue)]
    public async Task A_store_that_fails_stops_what_must_not_happen_without_a_record(bool isAsync, GuardDurability durability)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Rule(GuardAction.Alert), options =>
        {
            options.WhenNotDurable = durability;
            options.DurableTimeout = TimeSpan.FromMilliseconds(200);
        }, hasSpool: false);
        shop.Store.IsBroken = true;
        await using var context = shop.CreateContext();

        if (durability == GuardDurability.FailOperation)
            await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, """DELETE FROM "Items" """, isAsync));
        else
            await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync);

        Assert.Equal(durability == GuardDurability.FailOperation ? 3 : 0, shop.CountItems());
        shop.Store.IsBroken = false;
        Assert.Equal(
            durability == GuardDurability.FailOperation ? ["guard.alert", "guard.not_recorded"] : new[] { "guard.alert", "db.delete" },
            (await shop.RowsAsync()).Select(static row => row.Action));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_save_that_is_refused_changes_nothing(bool isAsync)
    {
        var rule = new GuardRule { Name = "ledger", Action = GuardAction.Block, Operations = { "DELETE" }, Tables = { "items" } };
        await using var shop = GuardedShop.Open(CreateDatabase(), rule);
        await using var context = shop.CreateContext();
        context.Remove(context.Items.First());

        var failure = isAsync
            ? await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(TestContext.Current.CancellationToken))
            : Assert.Throws<DbUpdateException>(() => context.SaveChanges());

        Assert.IsType<DestructiveOperationBlockedException>(failure.InnerException);
        Assert.Equal(3, shop.CountItems());
        Assert.Equal(["db.select", "guard.block"], (await shop.RowsAsync()).Select(static row => row.Action));
    }

    [Fact]
    public async Task Nothing_is_guarded_while_recording_is_suppressed()
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Block());
        await using var context = shop.CreateContext();
        using (AuditContext.Suppress())
            await ExecuteAsync(context, """DELETE FROM "Items" """, isAsync: true);
        Assert.Equal(0, shop.CountItems());
    }

    private protected static GuardRule Block() => Rule(GuardAction.Block);

    private protected static GuardRule Rule(GuardAction action) => new() { Name = action == GuardAction.Block ? "block" : "rule", Action = action, MinSeverity = Risk.High };

    private protected static async Task ExecuteAsync(DbContext context, string sql, bool isAsync)
    {
        if (isAsync)
            await context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
        else
            context.Database.ExecuteSqlRaw(sql);
    }
}

public sealed class SqliteGuardTests : GuardTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresGuardTests(PostgresFixture postgres) : GuardTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);

    [Theory]
    [InlineData("""TRUNCATE "Items" CASCADE""", "truncate")]
    [InlineData("""WITH gone AS (DELETE FROM "Items" RETURNING *) SELECT * FROM gone""", "delete_no_where")]
    [InlineData("""DO $$ BEGIN DELETE FROM "Items"; END $$""", "delete_no_where")]
    public async Task What_only_PostgreSQL_can_do_is_blocked(string sql, string reason)
    {
        await using var shop = GuardedShop.Open(CreateDatabase(), Block());
        await using var context = shop.CreateContext();
        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => ExecuteAsync(context, sql, isAsync: true));
        Assert.Contains(reason, refusal.Reasons);
        Assert.Equal(3, shop.CountItems());
    }
}
