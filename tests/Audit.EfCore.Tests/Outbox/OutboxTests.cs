using System.Globalization;
using Audit.EfCore.Outbox;
using Audit.EfCore.Tests.Support;
using Audit.Storage;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Tests.Outbox;

public sealed class SqliteOutboxTests : OutboxTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresOutboxTests(PostgresFixture postgres) : OutboxTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}

/// <summary>A committed change and its record are one, and the record gets to the store once.</summary>
public abstract class OutboxTests : IDisposable
{
    private readonly Lazy<TestDatabase> _database;

    protected OutboxTests() => _database = new Lazy<TestDatabase>(CreateDatabase);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected TestDatabase Database => _database.Value;

    private protected OutboxStore Store { get; } = new();

    private protected abstract TestDatabase CreateDatabase();

    public void Dispose()
    {
        _database.Value.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_of_one_statement_and_its_events_are_one(bool isAsync)
    {
        await using var stock = AuditedStock.Open(Database, Store);
        await stock.UseAsync(async context =>
        {
            context.Add(new Item { Name = "nail", Password = "hunter2" });
            Assert.Equal(1, isAsync ? await context.SaveChangesAsync(Token) : context.SaveChanges());
            Assert.Equal(AutoTransactionBehavior.WhenNeeded, context.Database.AutoTransactionBehavior);
        });
        Assert.Equal(2, stock.Waiting());
        Assert.Empty(Store.Relayed);

        await stock.Relay.RelayAllAsync(Token);

        Assert.Equal(0, stock.Waiting());
        Assert.Equal([1ul, 2ul], Store.Relayed.Select(row => row.Sequence));
        var (added, saved) = (Store.Relayed[0].Columns, Store.Relayed[1].Columns);
        Assert.Equal(("entity.added", "SUCCEEDED", "1"), (added["action"], added["outcome"]!.ToString()!.ToUpperInvariant(), added["entity_key"]));
        Assert.DoesNotContain("hunter2", (string?[])added["change_after"]!);
        Assert.Equal(("entity.saved", 1L), (saved["action"], saved["rows_affected"]));
        await stock.FlushAsync(Token);
        Assert.DoesNotContain(Store.Recorded, row => (string)row["category"]! == "entity");
        Assert.DoesNotContain(Store.Recorded, row => ((string)row["statement"]!).Contains("AuditOutbox", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_transaction_around_saves_decides_is_decided_for_their_events(bool isCommitted)
    {
        await using var stock = AuditedStock.Open(Database, Store);
        await stock.UseAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            context.Add(new Item { Name = "nail" });
            await context.SaveChangesAsync(Token);
            context.Add(new Item { Name = "screw" });
            await context.SaveChangesAsync(Token);
            if (isCommitted)
                await transaction.CommitAsync(Token);
            else
                await transaction.RollbackAsync(Token);
        });

        await stock.Relay.RelayAllAsync(Token);
        await stock.FlushAsync(Token);

        Assert.Equal(isCommitted ? ["1", "2"] : [], Store.Keys);
        var recorded = Store.Recorded.Where(row => (string)row["category"]! == "entity").ToArray();
        Assert.Equal(isCommitted ? 0 : 4, recorded.Length);
        Assert.All(recorded, row => Assert.Equal("rolled_back", row["outcome"]));
    }

    [Fact]
    public async Task What_a_savepoint_undoes_is_not_relayed()
    {
        await using var stock = AuditedStock.Open(Database, Store);
        await stock.UseAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            context.Add(new Item { Name = "nail" });
            await context.SaveChangesAsync(Token);
            await transaction.CreateSavepointAsync("here", Token);
            context.Add(new Item { Name = "screw" });
            await context.SaveChangesAsync(Token);
            await transaction.RollbackToSavepointAsync("here", Token);
            await transaction.CommitAsync(Token);
        });

        await stock.Relay.RelayAllAsync(Token);
        await stock.FlushAsync(Token);

        Assert.Equal(["1"], Store.Keys);
        Assert.Equal(["2"], Store.Recorded.Where(row => (string)row["action"]! == "entity.added").Select(row => (string)row["entity_key"]!));
    }

    [Fact]
    public async Task A_transaction_that_is_committed_out_of_sight_is_relayed_once()
    {
        await using var stock = AuditedStock.Open(Database, Store);
        await stock.UseAsync(async context =>
        {
            await context.Database.OpenConnectionAsync(Token);
            await using var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Token);
            await context.Database.UseTransactionAsync(transaction, Token);
            context.Add(new Item { Name = "nail" });
            await context.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
        });

        await stock.Relay.RelayAllAsync(Token);
        await stock.FlushAsync(Token);

        Assert.Equal(["1"], Store.Keys);
        Assert.DoesNotContain(Store.Recorded, row => (string)row["category"]! == "entity");
    }

    [Fact]
    public async Task A_save_that_fails_leaves_an_ordinary_event_and_nothing_in_the_outbox()
    {
        await using var stock = AuditedStock.Open(Database, Store);
        await stock.AddAsync("nail");
        await Assert.ThrowsAsync<DbUpdateException>(() => stock.AddAsync("screw", "nail"));

        await stock.Relay.RelayAllAsync(Token);
        await stock.FlushAsync(Token);

        Assert.Equal(["1"], Store.Keys);
        Assert.Equal(2, Store.Recorded.Count(row => (string)row["action"]! == "entity.added" && (string)row["outcome"]! == "failed"));
    }

    [Fact]
    public async Task A_change_whose_events_cannot_be_written_is_not_committed()
    {
        await using var stock = AuditedStock.Open(Database, Store);
        await using (var plain = AuditedStock.Plain(Database))
            await plain.Database.ExecuteSqlRawAsync("DROP TABLE \"AuditOutbox\"", Token);

        await Assert.ThrowsAnyAsync<Exception>(() => stock.AddAsync("nail"));
        await stock.UseAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            context.Add(new Item { Name = "screw" });
            await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Token));
            await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.CommitAsync(Token));
        });

        await using var after = AuditedStock.Plain(Database);
        Assert.Equal(0, await after.Items.CountAsync(Token));
    }

    [Fact]
    public async Task Rows_are_relayed_in_batches_without_gaps()
    {
        await using var stock = AuditedStock.Open(Database, Store, outbox: options => options.BatchRows = 7);
        var batches = new List<int>();
        Store.BeforeWrite = batch => batches.Add(batch.Count);
        await stock.AddAsync([.. Enumerable.Range(0, 30).Select(static i => $"item {i}")]);

        await stock.Relay.RelayAllAsync(Token);

        Assert.Equal([7, 7, 7, 7, 3], batches);
        Assert.Equal(Enumerable.Range(1, 31).Select(static i => (ulong)i), Store.Relayed.Select(row => row.Sequence));
        Assert.Equal(30, Store.Keys.Distinct().Count());
    }

    [Fact]
    public async Task A_store_that_fails_at_random_has_each_event_once()
    {
        var random = new Random(17);
        Store.ForgetsTokens = true;
        Store.BeforeWrite = _ => Fail(random);
        Store.AfterWrite = _ => Fail(random);
        await using var stock = AuditedStock.Open(Database, Store, outbox: options => options.BatchRows = 3, audit: options => options.Delivery.FirstBreak = options.Delivery.LongestBreak = TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 10; i++)
            await stock.AddAsync($"item {i}");

        await stock.Relay.RelayAllAsync(Token);

        Assert.Equal(Enumerable.Range(1, 20).Select(static i => (ulong)i), Store.Relayed.Select(row => row.Sequence));
        Assert.Equal(0, stock.Waiting());

        static void Fail(Random random)
        {
            if (random.Next(6) == 0)
                throw new IOException("The connection was cut.");
        }
    }

    [Fact]
    public async Task A_row_that_the_store_refuses_is_kept_apart()
    {
        Store.BeforeWrite = batch =>
        {
            foreach (var row in batch.Index.Span)
            {
                if (batch.Stream.StartsWith("outbox/", StringComparison.Ordinal) && row.Sequence == 2)
                    throw new AuditStoreException(AuditStoreFailure.RowsRejected, "BAD_ROW");
            }
        };
        await using var stock = AuditedStock.Open(Database, Store);
        await stock.AddAsync("nail", "screw", "bolt");

        await stock.Relay.RelayAllAsync(Token);

        Assert.Equal([1ul, 3ul, 4ul], Store.Relayed.Select(row => row.Sequence));
        Assert.Equal(2ul, Assert.Single(Store.DeadLetters).Sealed.Sequence);
        Assert.Equal(0, stock.Waiting());
        await stock.FlushAsync(Token);
        Assert.Contains(Store.Recorded, row => (string)row["action"]! == "audit.gap");
    }

    [Fact]
    public async Task Rows_that_the_store_refuses_are_kept_apart_also_when_the_first_attempt_ends_before()
    {
        var attempts = 0;
        Store.ForgetsTokens = true;
        Store.BeforeKeep = () =>
        {
            if (++attempts == 1)
                throw new IOException("The connection was cut.");
        };
        Store.BeforeWrite = static batch =>
        {
            foreach (var row in batch.Index.Span)
            {
                if (batch.Stream.StartsWith("outbox/", StringComparison.Ordinal) && row.Sequence is 2 or 3)
                    throw new AuditStoreException(AuditStoreFailure.RowsRejected, "BAD_ROW");
            }
        };
        await using var stock = AuditedStock.Open(Database, Store);
        await stock.AddAsync("nail", "screw", "bolt");

        await stock.Relay.RelayAllAsync(Token);

        Assert.Equal(2, attempts);
        Assert.Equal([1ul, 4ul], Store.Relayed.Select(row => row.Sequence));
        Assert.Equal([2ul, 3ul], Store.DeadLetters.Select(row => row.Sealed.Sequence));
        Assert.Equal(0, stock.Waiting());
    }

    [Fact]
    public async Task A_relay_that_loses_its_lease_while_it_reads_assigns_nothing()
    {
        await using var other = AuditedStock.Open(Database, Store);
        var late = new BeforeTransaction(async () =>
        {
            AuditedStock.ExpireLease(Database);
            await other.Relay.RelayAllAsync(Token);
        });
        await using var one = AuditedStock.Open(Database, Store, options => options.AddInterceptors(late));
        await one.AddAsync("nail");
        late.IsArmed = true;

        await one.Relay.RelayAllAsync(Token);

        Assert.False(late.IsArmed);
        Assert.Equal([1ul, 2ul], Store.Relayed.Select(row => row.Sequence));
        AuditedStock.ExpireLease(Database);
        await one.Relay.RelayAllAsync(Token);
        Assert.Equal(2, Store.Relayed.Count);
    }

    [Fact]
    public async Task Only_the_relay_that_has_the_lease_sends()
    {
        await using var one = AuditedStock.Open(Database, Store);
        await using var other = AuditedStock.Open(Database, Store);
        await one.Relay.RelayAllAsync(Token);
        await one.AddAsync("nail");

        await other.Relay.RelayAllAsync(Token);
        Assert.Empty(Store.Relayed);
        AuditedStock.ExpireLease(Database);
        await other.Relay.RelayAllAsync(Token);
        Assert.Equal(2, Store.Relayed.Count);
        await one.AddAsync("screw");
        await one.Relay.RelayAllAsync(Token);

        Assert.Equal(2, Store.Relayed.Count);
    }

    [Fact]
    public async Task Relays_that_take_the_lease_from_each_other_send_each_event_once()
    {
        Store.ForgetsTokens = true;
        await using var one = AuditedStock.Open(Database, Store, outbox: options => options.BatchRows = 2);
        await using var other = AuditedStock.Open(Database, Store, outbox: options => options.BatchRows = 2);
        for (var i = 0; i < 12; i++)
            await one.AddAsync(i.ToString(CultureInfo.InvariantCulture));
        var turn = 0;
        Store.AfterWrite = _ =>
        {
            // The lease runs out while the batch is at the store: what comes back is no longer this relay's to delete.
            if (++turn % 3 == 0)
                AuditedStock.ExpireLease(Database);
        };

        while (one.Waiting() > 0)
        {
            await Task.WhenAll(one.Relay.RelayAllAsync(Token), other.Relay.RelayAllAsync(Token));
            AuditedStock.ExpireLease(Database);
        }

        Assert.Equal(12, Store.Keys.Distinct().Count());
        Assert.Equal(24, Store.Relayed.Count);
        Assert.Equal(24, Store.Relayed.Select(row => (row.Stream, row.Sequence)).Distinct().Count());
    }

    [Fact]
    public async Task Whatever_step_the_relay_dies_at_each_event_is_stored_once()
    {
        Store.ForgetsTokens = true;
        for (var step = 1; ; step++)
        {
            using var crash = new CrashPoint(step);
            Store.BeforeWrite = Store.AfterWrite = batch => crash.StepIn(batch.Stream);
            await using (var dying = AuditedStock.Open(Database, Store, options => options.AddInterceptors(crash.Commands, crash.Transactions), options => options.BatchRows = 2))
            {
                await dying.AddAsync($"item {step}");
                crash.Arm();
                await dying.RelayUntilDeadAsync(crash.Dead);
            }

            AuditedStock.ExpireLease(Database);
            await using var next = AuditedStock.Open(Database, Store);
            Store.BeforeWrite = Store.AfterWrite = static _ => { };
            await next.Relay.RelayAllAsync(Token);
            Assert.Equal(0, next.Waiting());
            Assert.Equal(step, Store.Keys.Distinct().Count());
            Assert.Equal(2 * step, Store.Relayed.Count);
            AuditedStock.ExpireLease(Database);
            if (!crash.Dead.IsCancellationRequested)
            {
                Assert.True(step > 12, $"Only {step} steps were found.");
                return;
            }
        }
    }
}
