using System.Data;
using System.Globalization;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Tests.Transactions;

/// <summary>One event says how a transaction ended, the same on every database.</summary>
public abstract class TransactionTests
{
    private protected abstract TestDatabase CreateDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Commit_and_rollback_are_recorded_with_their_commands(bool isAsync, bool commits)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        Guid id;
        var before = DateTimeOffset.UtcNow;
        if (isAsync)
        {
            await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, Token);
            id = transaction.TransactionId;
            await context.Items.ExecuteUpdateAsync(set => set.SetProperty(item => item.Qty, 7), Token);
            _ = await context.Items.ToListAsync(Token);
            await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));
        }
        else
        {
            using var transaction = context.Database.BeginTransaction(IsolationLevel.Serializable);
            id = transaction.TransactionId;
            context.Items.ExecuteUpdate(set => set.SetProperty(item => item.Qty, 7));
            _ = context.Items.ToList();
            if (commits)
                transaction.Commit();
            else
                transaction.Rollback();
        }

        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal(
            (EventCategory.Transaction, commits ? "transaction.commit" : "transaction.rollback", commits ? Outcome.Succeeded : Outcome.RolledBack, id),
            (ended.Category, ended.Action, ended.Outcome, ended.TransactionId));
        Assert.Equal(("2", "serializable", null), (Attribute(ended, "transaction.commands"), Attribute(ended, "transaction.isolation"), Attribute(ended, "transaction.end")));
        Assert.Equal(new DatabaseTarget(shop.Database.System, shop.Database.Server, shop.Database.Name), ended.Database);
        Assert.InRange(ended.OccurredAt, before.AddMilliseconds(-1), shop.Log.Events[0].OccurredAt);
        Assert.True(ended.DurationMicroseconds >= shop.Log.Events.Sum(command => command.DurationMicroseconds));
        Assert.All(shop.Log.Events, command => Assert.Equal(id, command.TransactionId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_is_disposed_of_without_commit_is_rolled_back(bool isAsync)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        var transaction = context.Database.BeginTransaction();
        context.Items.ExecuteDelete();
        if (isAsync)
            await transaction.DisposeAsync();
        else
            transaction.Dispose();

        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal(("transaction.rollback", Outcome.RolledBack, "disposed"), (ended.Action, ended.Outcome, Attribute(ended, "transaction.end")));
        Assert.Equal(3, context.Items.Count());
    }

    [Fact]
    public async Task A_context_that_is_disposed_of_rolls_its_transaction_back()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using (var context = shop.CreateContext())
        {
            _ = await context.Database.BeginTransactionAsync(Token);
            await context.Items.ExecuteDeleteAsync(Token);
        }

        Assert.Equal(Outcome.RolledBack, Assert.Single(shop.Log.Transactions).Outcome);
    }

    [Fact]
    public async Task A_save_of_several_statements_is_a_transaction_and_one_of_a_single_statement_is_none()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        context.Add(new Item { Name = "fig" });
        await context.SaveChangesAsync(Token);
        Assert.Empty(shop.Log.Transactions);

        context.AddRange(new Item { Name = "lime" }, new Item { Name = "date" });
        await context.SaveChangesAsync(Token);
        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal((Outcome.Succeeded, CommandSource.SaveChanges), (ended.Outcome, ended.Source));
        Assert.All(shop.Log.Events.Skip(1), command => Assert.Equal(ended.TransactionId, command.TransactionId));
        Assert.Equal(shop.Log.Events.Count - 1, int.Parse(Attribute(ended, "transaction.commands")!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_save_that_fails_is_rolled_back()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        context.AddRange(new Item { Name = "lime" }, new Item { Name = "apple" });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal((Outcome.RolledBack, "transaction.rollback"), (ended.Outcome, ended.Action));
        Assert.Contains(shop.Log.Events, command => command.Outcome == Outcome.Failed && command.TransactionId == ended.TransactionId);
    }

    [Fact]
    public async Task A_save_that_is_cancelled_is_recorded_and_rolled_back()
    {
        await using var shop = Shop.Open(CreateDatabase());
        using var cancelling = new CancellationTokenSource();
        var options = new DbContextOptionsBuilder<ShopContext>().UseAudit(shop.Services).AddInterceptors(new CancelAtCommand(cancelling));
        shop.Database.Use(options);
        await using var context = new ShopContext(options.Options);
        context.AddRange(new Item { Name = "lime" }, new Item { Name = "date" });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.SaveChangesAsync(cancelling.Token));

        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal(Outcome.RolledBack, ended.Outcome);
        Assert.Contains(shop.Log.Events, command => command.Outcome == Outcome.Cancelled && command.TransactionId == ended.TransactionId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_undone_by_a_savepoint_is_told_by_its_time(bool isAsync)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await context.Items.Where(item => item.Qty == 1).ExecuteDeleteAsync(Token);
            await SaveAsync(transaction, "first", isAsync);
            await context.Items.Where(item => item.Qty == 2).ExecuteDeleteAsync(Token);
            await SaveAsync(transaction, "second", isAsync);
            await context.Items.Where(item => item.Qty == 3).ExecuteDeleteAsync(Token);
            if (isAsync)
                await transaction.RollbackToSavepointAsync("first", Token);
            else
                transaction.RollbackToSavepoint("first");
            _ = await context.Items.CountAsync(Token);
            await transaction.CommitAsync(Token);
        }

        Assert.Equal(2, await context.Items.CountAsync(Token));
        var (undone, ended) = (shop.Log.Transactions[0], shop.Log.Transactions[1]);
        Assert.Equal(("transaction.savepoint_rollback", Outcome.RolledBack, "first"), (undone.Action, undone.Outcome, Attribute(undone, "transaction.savepoint")));
        Assert.Equal((Outcome.Succeeded, "2", undone.TransactionId), (ended.Outcome, Attribute(ended, "transaction.savepoints"), ended.TransactionId));
        Assert.Equal(
            [false, true, true, false],
            shop.Log.Events.Take(4).Select(command => command.OccurredAt >= undone.OccurredAt
                && command.OccurredAt <= undone.OccurredAt.AddMicroseconds(undone.DurationMicroseconds)));
    }

    [Fact]
    public async Task A_transaction_that_was_lent_is_known_by_its_driver_object()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var first = shop.CreateContext();
        await using var connectionContext = shop.CreateContext();
        await using var transaction = await first.Database.BeginTransactionAsync(Token);
        var options = new DbContextOptionsBuilder<ShopContext>().UseAudit(shop.Services);
        if (shop.Database.IsPostgres)
            options.UseNpgsql(first.Database.GetDbConnection());
        else
            options.UseSqlite(first.Database.GetDbConnection());
        await using (var second = new ShopContext(options.Options))
        {
            await second.Database.UseTransactionAsync(transaction.GetDbTransaction(), Token);
            await second.Items.ExecuteDeleteAsync(Token);
        }

        await transaction.CommitAsync(Token);
        Assert.Equal(transaction.TransactionId, shop.Log.Single.TransactionId);
        Assert.Equal((Outcome.Succeeded, "1"), (Assert.Single(shop.Log.Transactions).Outcome, Attribute(shop.Log.Transactions[0], "transaction.commands")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_of_somebody_else_ends_unseen_unless_the_context_ends_it(bool isEndedByContext)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        await context.Database.OpenConnectionAsync(Token);
        await using (var raw = await context.Database.GetDbConnection().BeginTransactionAsync(Token))
        {
            await context.Database.UseTransactionAsync(raw, Token);
            await context.Items.ExecuteDeleteAsync(Token);
            await (isEndedByContext ? context.Database.CommitTransactionAsync(Token) : raw.CommitAsync(Token));
        }

        await context.Database.GetDbConnection().CloseAsync();
        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal(
            isEndedByContext ? ("transaction.commit", Outcome.Succeeded, null) : ("transaction.end", Outcome.Unknown, "unseen"),
            (ended.Action, ended.Outcome, Attribute(ended, "transaction.end")));
        Assert.Equal(ended.TransactionId, shop.Log.Single.TransactionId);
    }

    [Fact]
    public async Task A_transaction_that_is_ended_behind_the_contexts_back_is_not_called_rolled_back()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await context.Items.ExecuteDeleteAsync(Token);
            await transaction.GetDbTransaction().CommitAsync(Token);
        }

        Assert.Equal(Outcome.Unknown, Assert.Single(shop.Log.Transactions).Outcome);
        Assert.Equal(0, await context.Items.CountAsync(Token));
    }

    [Fact]
    public async Task A_connection_that_is_closed_takes_its_transaction_along()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        _ = await context.Database.BeginTransactionAsync(Token);
        await context.Items.ExecuteDeleteAsync(Token);
        await context.Database.GetDbConnection().CloseAsync();
        var ended = Assert.Single(shop.Log.Transactions);
        Assert.Equal((Outcome.RolledBack, "connection_closed"), (ended.Outcome, Attribute(ended, "transaction.end")));
    }

    [Fact]
    public async Task A_log_that_fails_is_not_noticed_by_who_commits()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        shop.Log.Throws = new InvalidOperationException("full");
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await context.Items.Where(item => item.Qty == 1).ExecuteDeleteAsync(Token);
            await transaction.CreateSavepointAsync("one", Token);
            await transaction.RollbackToSavepointAsync("one", Token);
            await transaction.CommitAsync(Token);
        }

        using (var transaction = context.Database.BeginTransaction())
        {
            context.Items.ExecuteDelete();
            transaction.Rollback();
        }

        Assert.Equal(2, await context.Items.CountAsync(Token));
    }

    private protected static string? Attribute(AuditEvent recorded, string name) =>
        recorded.Attributes.Where(attribute => attribute.Name == name).Select(attribute => attribute.Value).SingleOrDefault();

    private static Task SaveAsync(IDbContextTransaction transaction, string name, bool isAsync)
    {
        if (isAsync)
            return transaction.CreateSavepointAsync(name, Token);
        transaction.CreateSavepoint(name);
        return Task.CompletedTask;
    }
}

public sealed class SqliteTransactionTests : TransactionTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresTransactionTests(PostgresFixture postgres) : TransactionTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}
