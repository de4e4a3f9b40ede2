using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Commands;

/// <summary>What is recorded of commands that do not succeed, the same on every database.</summary>
public abstract class CommandFailureTests
{
    private protected abstract TestDatabase CreateDatabase();

    private protected abstract string UniqueViolation { get; }

    private protected abstract string SyntaxError { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_syntax_error_is_recorded_with_the_drivers_code(bool isAsync)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            if (isAsync)
                await context.Database.ExecuteSqlRawAsync("SELEC 1", Token);
            else
                context.Database.ExecuteSqlRaw("SELEC 1");
        });

        var recorded = shop.Log.Single;
        Assert.Equal((Outcome.Failed, SyntaxError, -1L), (recorded.Outcome, recorded.ErrorCode, recorded.RowsAffected));
        Assert.StartsWith("redacted: ", recorded.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public async Task A_save_that_breaks_a_constraint_is_a_failure_also_within_a_batch(int rows, bool isAsync)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        for (var row = 0; row < rows; row++)
            context.Add(new Item { Name = row == rows / 2 ? "apple" : $"new-{row}" });

        await Assert.ThrowsAsync<DbUpdateException>(() => isAsync ? context.SaveChangesAsync(Token) : Task.FromResult(context.SaveChanges()));

        var failed = Assert.Single(shop.Log.Events, recorded => recorded.Outcome == Outcome.Failed);
        Assert.Equal(UniqueViolation, failed.ErrorCode);
        Assert.Equal(CommandSource.SaveChanges, failed.Source);
        Assert.All(shop.Log.Events, recorded => Assert.True(recorded == failed || recorded.Outcome == Outcome.Succeeded));
        context.ChangeTracker.Clear();
        shop.Log.Clear();
        context.Add(new Item { Name = "after" });
        context.SaveChanges();
        Assert.Equal(Outcome.Succeeded, shop.Log.Single.Outcome);
    }

    [Fact]
    public async Task A_save_that_finds_no_row_did_run()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        context.Update(new Item { Id = 998, Name = "nobody" });
        context.Update(new Item { Id = 999, Name = "no one" });

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync(Token));

        Assert.All(shop.Log.Events, recorded => Assert.Equal((Outcome.Succeeded, 0L), (recorded.Outcome, recorded.RowsAffected)));
        Assert.NotEmpty(shop.Log.Events);
    }

    [Fact]
    public async Task A_query_of_an_already_cancelled_request_sends_nothing_or_is_cancelled()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        await context.Database.OpenConnectionAsync(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.Items.ToListAsync(new CancellationToken(canceled: true)));

        Assert.All(shop.Log.Events, recorded => Assert.Equal(Outcome.Cancelled, recorded.Outcome));
        Assert.True(shop.Log.Events.Count <= 1);
    }

    [Fact]
    public async Task Nothing_is_recorded_when_the_log_is_off_or_the_work_is_the_pipelines_own()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        using (AuditContext.Suppress())
        {
            _ = await context.Items.ToListAsync(Token);
            await context.Items.ExecuteUpdateAsync(set => set.SetProperty(item => item.Qty, 7), Token);
        }

        shop.Log.IsSwitchedOff = true;
        _ = context.Items.Count();

        Assert.Empty(shop.Log.Events);
    }

    [Fact]
    public async Task A_log_that_fails_never_disturbs_the_command()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        shop.Log.Throws = new InvalidOperationException("broken log");

        context.Add(new Item { Name = "fig" });
        Assert.Equal(1, await context.SaveChangesAsync(Token));
        Assert.Equal(4, await context.Items.CountAsync(Token));
        Assert.Equal(4, context.Items.ExecuteUpdate(set => set.SetProperty(item => item.Qty, 7)));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.Database.ExecuteSqlRawAsync("SELEC 1", Token));
    }
}
