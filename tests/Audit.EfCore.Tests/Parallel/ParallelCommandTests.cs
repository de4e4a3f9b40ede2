using System.Data.Common;
using System.Globalization;
using Audit.AdoNet.Parameters;
using Audit.Context;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Hosting;
using Audit.Redaction;
using Audit.Statements;
using Audit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Parallel;

/// <summary>Many threads, pooled contexts, one interceptor, the real engine: every command becomes one event that is right in itself.</summary>
public sealed class ParallelCommandTests
{
    private const int Threads = 64;
    private const int Commands = 50_000;

    // Tells a command from every other, by the value of its one parameter; larger than any id of an item.
    private const int FirstNumber = 1000;

    private const string FailingAtTheThirdRow =
        """SELECT "Id", "Name", abs(CASE "Qty" WHEN 3 THEN -9223372036854775807 - 1 ELSE "Qty" END) AS "Qty" FROM "Items" WHERE "Id" <> {0}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_thousand_commands_of_64_threads_are_recorded_each_with_its_own_actor_and_outcome()
    {
        using var database = TestDatabase.SqlitePooled();
        var store = new CollectingStore();
        await using var services = CreateServices(database, store);
        Fill(database);
        services.GetRequiredService<IAuditPipeline>().Start();
        var contexts = services.GetRequiredService<IDbContextFactory<ShopContext>>();

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => OnThreadAsync(() => Work(contexts, thread))));
        await services.GetRequiredService<IAuditLog>().FlushAsync(Token);

        var seen = new HashSet<int>();
        foreach (var row in store.Rows)
        {
            var number = NumberOf(row);
            Assert.True(seen.Add(number), $"Command {number} was recorded twice.");
            Assert.Equal(Expected(number), Describe(row));
        }

        Assert.Equal(Commands, seen.Count);
        var statistics = services.GetRequiredService<IAuditPipeline>().Statistics;
        Assert.Equal((Commands, Commands, 0), (statistics.Recorded, statistics.Delivered, statistics.Dropped));
    }

    private static void Work(IDbContextFactory<ShopContext> contexts, int thread)
    {
        using var scope = AuditContext.Push(AuditContext.Background with { Actor = ActorOf(thread), SessionId = $"session-{thread}" });
        for (var number = FirstNumber + thread; number < FirstNumber + Commands; number += Threads)
            RunAsync(contexts, number).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(IDbContextFactory<ShopContext> contexts, int number)
    {
        await using var context = await contexts.CreateDbContextAsync(Token);
        switch (KindOf(number))
        {
            case Kind.Query:
                Assert.Equal(3, context.Items.AsNoTracking().Where(item => item.Id < number).ToList().Count);
                break;
            case Kind.AsyncQuery:
                // On another thread than the one before.
                await Task.Yield();
                Assert.Equal(3, await context.Items.CountAsync(item => item.Id < number, Token));
                break;
            case Kind.NonQuery:
                await context.Database.ExecuteSqlRawAsync("SELECT {0}", [number], Token);
                break;
            case Kind.Error:
                Assert.ThrowsAny<DbException>(() => context.Database.ExecuteSqlRaw("SELEC {0}", number));
                break;
            case Kind.CancelledWhenSent:
                await CancelWhenSentAsync(context, number);
                break;
            case Kind.ErrorWhenRead:
                await Task.Yield();
                await Assert.ThrowsAnyAsync<DbException>(() => context.Items.FromSqlRaw(FailingAtTheThirdRow, number).AsNoTracking().ToListAsync(Token));
                break;
            case Kind.CancelledWhenRead:
                await CancelWhenReadAsync(context, number);
                break;
        }
    }

    private static async Task CancelWhenSentAsync(ShopContext context, int number)
    {
        using var request = new CancellationTokenSource();
        RequestAborter.Arm(request);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.Items.CountAsync(item => item.Id < number, request.Token));
        RequestAborter.Arm(null);
    }

    private static async Task CancelWhenReadAsync(ShopContext context, int number)
    {
        using var request = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in context.Items.AsNoTracking().Where(item => item.Id < number).AsAsyncEnumerable().WithCancellation(request.Token))
                await request.CancelAsync();
        });
    }

    private static (string Actor, string Session, string Outcome, string Source, long RowsRead) Expected(int number)
    {
        var (outcome, source, rows) = KindOf(number) switch
        {
            Kind.Query => ("succeeded", "linq", 3L),
            Kind.AsyncQuery => ("succeeded", "linq", 1L),
            Kind.NonQuery => ("succeeded", "raw_sql", -1L),
            Kind.Error => ("failed", "raw_sql", -1L),
            Kind.CancelledWhenSent => ("cancelled", "linq", -1L),
            Kind.ErrorWhenRead => ("failed", "raw_sql", 2L),
            _ => ("cancelled", "linq", 1L),
        };
        var thread = (number - FirstNumber) % Threads;
        return ($"user/user-{thread}", $"session-{thread}", outcome, source, rows);
    }

    private static (string Actor, string Session, string Outcome, string Source, long RowsRead) Describe(IReadOnlyDictionary<string, object?> row) => (
        $"{row["actor_type"]}/{row["actor_id"]}", (string)row["session_id"]!, (string)row["outcome"]!, (string)row["source"]!, (long)row["rows_read"]!);

    private static int NumberOf(IReadOnlyDictionary<string, object?> row)
    {
        var parameters = (KeyValuePair<string, string>[])row["parameters"]!;
        return int.Parse(Assert.Single(parameters).Value, CultureInfo.InvariantCulture);
    }

    private static AuditActor ActorOf(int thread) => new(ActorType.User, $"user-{thread}");

    private static Kind KindOf(int number) => ((number - FirstNumber) / Threads % 40) switch
    {
        < 14 => Kind.Query,
        < 26 => Kind.AsyncQuery,
        < 36 => Kind.NonQuery,
        36 => Kind.Error,
        37 => Kind.CancelledWhenSent,
        38 => Kind.ErrorWhenRead,
        _ => Kind.CancelledWhenRead,
    };

    private static ServiceProvider CreateServices(TestDatabase database, CollectingStore store)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore>(store);
        services.AddSingleton<IStatementClassifier, FirstWordClassifier>();
        services.AddSingleton<IAuditRedactor, SimpleRedactor>();
        services.AddAudit().AddEfCore();
        services.Configure<AdoNetParameterOptions>(static options => options.Rules.Add(new ParameterValueRule { Names = { "*" }, Classification = "Public" }));
        services.AddPooledDbContextFactory<ShopContext>(
            options =>
            {
                database.Use(options);
                options.AddInterceptors(new RequestAborter());
            },
            poolSize: Threads);
        return services.BuildServiceProvider(validateScopes: true);
    }

    private static void Fill(TestDatabase database)
    {
        var options = new DbContextOptionsBuilder<ShopContext>();
        database.Use(options);
        using var context = new ShopContext(options.Options);
        context.Database.EnsureCreated();
        context.AddRange(new Item { Name = "apple", Qty = 1 }, new Item { Name = "pear", Qty = 2 }, new Item { Name = "plum", Qty = 3 });
        context.SaveChanges();
    }

    private static Task OnThreadAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }).Start();
        return done.Task;
    }

    private enum Kind
    {
        Query,
        AsyncQuery,
        NonQuery,
        Error,
        CancelledWhenSent,
        ErrorWhenRead,
        CancelledWhenRead,
    }
}
