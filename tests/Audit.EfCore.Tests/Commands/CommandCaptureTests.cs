using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Redaction;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Commands;

/// <summary>What is recorded of commands that succeed, the same on every database.</summary>
public abstract class CommandCaptureTests
{
    private protected abstract TestDatabase CreateDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_is_recorded_with_its_database_source_and_rows()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        var before = DateTimeOffset.UtcNow;

        var items = await context.Items.AsNoTracking().Where(item => item.Qty > 1).ToListAsync(Token);

        Assert.Equal(2, items.Count);
        var recorded = shop.Log.Single;
        Assert.Equal(EventCategory.Database, recorded.Category);
        Assert.Equal("db.select", recorded.Action);
        Assert.Equal(Outcome.Succeeded, recorded.Outcome);
        Assert.Equal(CommandSource.Linq, recorded.Source);
        Assert.Equal(new DatabaseTarget(shop.Database.System, shop.Database.Server, shop.Database.Name), recorded.Database);
        Assert.Equal(2, recorded.RowsRead);
        Assert.Equal(-1, recorded.RowsAffected);
        Assert.Equal(Guid.Empty, recorded.TransactionId);
        Assert.InRange(recorded.OccurredAt, before.AddMilliseconds(-1), DateTimeOffset.UtcNow);
        Assert.InRange(recorded.DurationMicroseconds, 1, 60_000_000);
    }

    [Theory]
    [InlineData("apple", 1)]
    [InlineData("nothing", 0)]
    public async Task The_first_row_of_a_query_is_counted(string name, int rows)
    {
        await using var shop = Shop.Open(CreateDatabase());
        using var context = shop.CreateContext();

        _ = context.Items.AsNoTracking().FirstOrDefault(item => item.Name == name);

        var recorded = shop.Log.Single;
        Assert.Equal(rows, recorded.RowsRead);
        Assert.Equal([new AuditParameter("@name", Redacted.Marker)], recorded.Parameters.AsEnumerable());
    }

    [Fact]
    public async Task A_reader_left_after_the_first_row_is_recorded_once()
    {
        await using var shop = Shop.Open(CreateDatabase());
        using var context = shop.CreateContext();

        foreach (var _ in context.Items.AsNoTracking())
            break;

        Assert.Equal(1, shop.Log.Single.RowsRead);
    }

    [Fact]
    public async Task A_join_an_aggregate_and_a_split_query_are_one_event_per_command()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        _ = await context.Orders.Include(order => order.Item).ToListAsync(Token);
        _ = context.Items.Count();
        _ = await context.Items.AnyAsync(Token);

        Assert.Equal([0L, 1L, 1L], shop.Log.Events.Select(recorded => recorded.RowsRead));
        Assert.All(shop.Log.Events, recorded => Assert.Equal(Outcome.Succeeded, recorded.Outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Saved_inserts_updates_and_deletes_count_the_rows_they_changed(bool isAsync)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        var items = context.Items.OrderBy(item => item.Id).ToList();
        shop.Log.Clear();

        context.AddRange(new Item { Name = "fig" }, new Item { Name = "lime" }, new Item { Name = "date" });
        await SaveAsync(context, isAsync);
        var inserted = shop.Log.Events;
        shop.Log.Clear();
        items[0].Qty = 10;
        items[1].Qty = 20;
        context.Remove(items[2]);
        await SaveAsync(context, isAsync);
        var changed = shop.Log.Events;

        Assert.Equal(3, inserted.Sum(recorded => recorded.RowsAffected));
        Assert.Equal(3, changed.Sum(recorded => recorded.RowsAffected));
        Assert.All(inserted.Concat(changed), recorded =>
        {
            Assert.Equal(CommandSource.SaveChanges, recorded.Source);
            Assert.Equal(Outcome.Succeeded, recorded.Outcome);
            Assert.Equal(-1, recorded.RowsRead);
            Assert.NotEqual(Guid.Empty, recorded.TransactionId);
        });
        Assert.Single(inserted.Select(recorded => recorded.TransactionId).Distinct());
        Assert.NotEqual(inserted[0].TransactionId, changed[0].TransactionId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bulk_operations_and_raw_sql_are_told_apart(bool isAsync)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        const string Update = """UPDATE "Items" SET "Qty" = {0} WHERE "Qty" > {1}""";

        if (isAsync)
        {
            await context.Items.Where(item => item.Qty < 3).ExecuteUpdateAsync(set => set.SetProperty(item => item.Qty, 7), Token);
            await context.Items.Where(item => item.Qty == 3).ExecuteDeleteAsync(Token);
            await context.Database.ExecuteSqlRawAsync(Update, [8, 5], Token);
            _ = await context.Items.FromSqlRaw("""SELECT * FROM "Items" """).ToListAsync(Token);
        }
        else
        {
            context.Items.Where(item => item.Qty < 3).ExecuteUpdate(set => set.SetProperty(item => item.Qty, 7));
            context.Items.Where(item => item.Qty == 3).ExecuteDelete();
            context.Database.ExecuteSqlRaw(Update, 8, 5);
            _ = context.Items.FromSqlRaw("""SELECT * FROM "Items" """).ToList();
        }

        Assert.Equal(
            [("db.update", CommandSource.Bulk, 2L, -1L), ("db.delete", CommandSource.Bulk, 1L, -1L), ("db.update", CommandSource.RawSql, 2L, -1L), ("db.select", CommandSource.RawSql, -1L, 2L)],
            shop.Log.Events.Select(recorded => (recorded.Action, recorded.Source, recorded.RowsAffected, recorded.RowsRead)));
        Assert.Equal(["@p0", "@p1"], shop.Log.Events[2].Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public async Task Commands_of_a_transaction_carry_its_id()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            _ = await context.Items.ToListAsync(Token);
            await context.Items.ExecuteUpdateAsync(set => set.SetProperty(item => item.Qty, 7), Token);
            context.Add(new Item { Name = "fig" });
            await context.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
            Assert.All(shop.Log.Events, recorded => Assert.Equal(transaction.TransactionId, recorded.TransactionId));
        }

        Assert.Equal(3, shop.Log.Events.Count);
        shop.Log.Clear();
        _ = context.Items.Count();
        Assert.Equal(Guid.Empty, shop.Log.Single.TransactionId);
    }

    [Fact]
    public async Task Creating_the_schema_is_told_by_its_source()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        await context.Database.ExecuteSqlRawAsync("""DROP TABLE "Orders"; """, Token);
        Assert.Equal((Risk.Critical, true), (shop.Log.Single.Risk, shop.Log.Single.Destructive));
        shop.Log.Clear();
        await context.Database.EnsureDeletedAsync(Token);
        await context.Database.EnsureCreatedAsync(Token);

        Assert.Contains(shop.Log.Events, recorded => recorded is { Action: "db.create", Source: CommandSource.Migration });
        Assert.DoesNotContain(shop.Log.Events, recorded => recorded.Source is CommandSource.Linq or CommandSource.RawSql);
    }

    private static async Task SaveAsync(ShopContext context, bool isAsync)
    {
        if (isAsync)
            await context.SaveChangesAsync(Token);
        else
            context.SaveChanges();
    }
}
