using System.Data.Common;
using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Commands;

/// <summary>What is recorded of commands whose result is read bit by bit, the same on every database.</summary>
public abstract class ReadingTests
{
    /// <summary>More than a server can have sent before it is told to stop.</summary>
    private const string FarTooManyRows =
        """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000000) SELECT i AS "Value" FROM n""";

    private const string ManyRows =
        """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i AS "Value" FROM n""";

    private protected abstract TestDatabase CreateDatabase();

    /// <summary>A query of items whose first two rows can be read, and the code with which the third fails.</summary>
    private protected abstract (string Sql, string Code) FailingAtTheThirdRow { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_query_that_fails_while_it_is_read_is_a_failure(bool isAsync)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        var query = context.Items.FromSqlRaw(FailingAtTheThirdRow.Sql).AsNoTracking();

        await Assert.ThrowsAnyAsync<DbException>(async () => _ = isAsync ? await query.ToListAsync(Token) : query.ToList());

        var recorded = shop.Log.Single;
        Assert.Equal((Outcome.Failed, FailingAtTheThirdRow.Code, 2L), (recorded.Outcome, recorded.ErrorCode, recorded.RowsRead));
        Assert.Equal(CommandSource.RawSql, recorded.Source);
        shop.Log.Clear();
        _ = context.Items.Count();
        Assert.Equal(Outcome.Succeeded, shop.Log.Single.Outcome);
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_midway_is_recorded_as_cancelled()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        using var request = new CancellationTokenSource();
        var read = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in context.Database.SqlQueryRaw<int>(FarTooManyRows).AsAsyncEnumerable().WithCancellation(request.Token))
            {
                if (++read == 10)
                    await request.CancelAsync();
            }
        });

        var recorded = shop.Log.Single;
        Assert.Equal((Outcome.Cancelled, (long)read), (recorded.Outcome, recorded.RowsRead));
        Assert.InRange(read, 10, 4_999_999);
    }

    [Fact]
    public async Task A_stream_that_is_left_counts_the_rows_that_were_read()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        var read = 0;

        foreach (var _ in context.Database.SqlQueryRaw<int>(ManyRows))
        {
            if (++read == 5)
                break;
        }

        Assert.Equal((Outcome.Succeeded, 5L), (shop.Log.Single.Outcome, shop.Log.Single.RowsRead));
    }

    [Fact]
    public async Task A_stream_is_recorded_when_its_loop_ends()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        await foreach (var _ in context.Database.SqlQueryRaw<int>(ManyRows).AsAsyncEnumerable().WithCancellation(Token))
            Assert.Empty(shop.Log.Events);

        Assert.Equal((Outcome.Succeeded, 50_000L), (shop.Log.Single.Outcome, shop.Log.Single.RowsRead));
    }

    [Fact]
    public async Task Code_of_the_application_that_fails_within_a_query_does_not_blame_the_command()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        await Assert.ThrowsAsync<NotSupportedException>(() => context.Items.Select(item => Fail(item.Name)).ToListAsync(Token));

        Assert.Equal((Outcome.Succeeded, (string?)null), (shop.Log.Single.Outcome, shop.Log.Single.ErrorCode));
    }

    [Fact]
    public async Task Failures_on_flows_that_share_an_actor_hit_the_right_commands()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var streaming = shop.CreateContext();
        await using var failing = shop.CreateContext();
        await using var stream = streaming.Database.SqlQueryRaw<int>(ManyRows).AsAsyncEnumerable().GetAsyncEnumerator(Token);
        Assert.True(await stream.MoveNextAsync());

        await Assert.ThrowsAnyAsync<DbException>(() => failing.Items.FromSqlRaw(FailingAtTheThirdRow.Sql).AsNoTracking().ToListAsync(Token));
        await Assert.ThrowsAnyAsync<DbException>(() => failing.Items.FromSqlRaw("SELEC 1").AsNoTracking().ToListAsync(Token));
        while (await stream.MoveNextAsync())
            continue;
        await stream.DisposeAsync();

        Assert.Equal([Outcome.Failed, Outcome.Failed, Outcome.Succeeded], shop.Log.Events.Select(recorded => recorded.Outcome));
    }

    [Fact]
    public async Task A_split_query_is_one_event_per_command()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        context.AddRange(new Order { ItemId = 1 }, new Order { ItemId = 1 }, new Order { ItemId = 2 });
        await context.SaveChangesAsync(Token);
        shop.Log.Clear();

        _ = await context.Items.AsNoTracking().Include(item => item.Orders).AsSplitQuery().ToListAsync(Token);

        Assert.All(shop.Log.Events, recorded => Assert.Equal((Outcome.Succeeded, CommandSource.Linq), (recorded.Outcome, recorded.Source)));
        Assert.Equal([3L, 3L], shop.Log.Events.Select(recorded => recorded.RowsRead));
    }

    [Fact]
    public async Task Compiled_queries_are_recorded_as_others_are()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        var names = EF.CompileQuery((ShopContext shop, int qty) => shop.Items.Where(item => item.Qty >= qty).Select(item => item.Name));
        var count = EF.CompileAsyncQuery((ShopContext shop, int qty) => shop.Items.Count(item => item.Qty >= qty));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(2, names(context, 2).Count());
            Assert.Equal(1, await count(context, 3));
        }

        Assert.Equal([2L, 1L, 2L, 1L], shop.Log.Events.Select(recorded => recorded.RowsRead));
        Assert.All(shop.Log.Events, recorded => Assert.Equal(CommandSource.Linq, recorded.Source));
    }

    [Fact]
    public async Task A_reader_that_outlives_its_context_disturbs_nobody_and_is_recorded()
    {
        await using var shop = Shop.Open(CreateDatabase());
        var context = shop.CreateContext();
        await context.Database.BeginTransactionAsync(Token);
        var reader = context.Items.AsNoTracking().AsEnumerable().GetEnumerator();
        Assert.True(reader.MoveNext());

        await context.DisposeAsync();
        reader.Dispose();

        Assert.Equal("db.select", shop.Log.Single.Action);
    }

    [Fact]
    public async Task Each_command_carries_the_context_it_ran_under()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        using (AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, "alice") }))
            _ = await context.Items.CountAsync(Token);
        using (AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.ApiKey, "bob") }))
            _ = context.Items.ToList();
        await context.Database.ExecuteSqlRawAsync("SELECT 1", Token);

        Assert.Equal(["alice", "bob", ""], shop.Log.Events.Select(recorded => recorded.Context.Actor.Id));
    }

    private static string Fail(string name) => throw new NotSupportedException(name);
}
