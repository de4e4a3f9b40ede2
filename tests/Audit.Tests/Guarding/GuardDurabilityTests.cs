using Audit.Guarding;
using Audit.Spooling.Configuration;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Guarding;

/// <summary>What the guard does while the attempt of an operation is not recorded durably yet, and when it never is.</summary>
public sealed class GuardDurabilityTests
{
    [Fact]
    public async Task The_wait_for_the_store_ends_by_the_clock()
    {
        var time = new FakeTimeProvider();
        var gate = new TaskCompletionSource();
        var store = new MemoryStore { BeforeWrite = (_, token) => new ValueTask(gate.Task.WaitAsync(token)) };
        await using var guarded = new Guarded(
            GuardAction.Alert,
            static options =>
            {
                options.WhenNotDurable = GuardDurability.FailOperation;
                options.DurableTimeout = TimeSpan.FromMinutes(2);
            },
            store: store,
            time: time,
            hasSpool: false);

        var check = guarded.CheckAsync(TestContext.Current.CancellationToken);
        await TestPipeline.AdvanceUntilAsync(time, () => check.IsCompleted);

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => check);
        Assert.Contains("could not be recorded durably", refusal.Message, StringComparison.Ordinal);
        gate.SetResult();
    }

    [Fact]
    public async Task A_cancelled_question_lets_nothing_through()
    {
        var gate = new TaskCompletionSource();
        var store = new MemoryStore { BeforeWrite = (_, token) => new ValueTask(gate.Task.WaitAsync(token)) };
        await using var guarded = new Guarded(GuardAction.Alert, static options => options.DurableTimeout = TimeSpan.FromMinutes(1), store: store);
        using var cancellation = new CancellationTokenSource();

        var check = guarded.CheckAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        gate.SetResult();
    }

    [Fact]
    public async Task Without_a_store_nothing_is_durable()
    {
        await using var guarded = new Guarded(GuardAction.Alert, static options => options.WhenNotDurable = GuardDurability.FailOperation, hasStore: false);
        await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => guarded.CheckAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(GuardDurability.Continue, false)]
    [InlineData(GuardDurability.FailOperation, false)]
    [InlineData(GuardDurability.FailOperation, true)]
    public async Task A_starved_thread_pool_delays_synchronous_code_for_a_bounded_time_only(GuardDurability durability, bool hasSpool)
    {
        await using var guarded = new Guarded(GuardAction.Alert, options =>
        {
            options.WhenNotDurable = durability;
            options.DurableTimeout = hasSpool ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(200);
        }, hasSpool: hasSpool);
        Exception? answer = null;
        await StarvedThreadPool.RunAsync(() =>
        {
            guarded.Start();
            answer = Record.Exception(() => _ = guarded.Check());
        });

        Assert.True(answer is null or DestructiveOperationBlockedException, answer?.ToString());
        if (durability == GuardDurability.Continue || hasSpool)
            Assert.Null(answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_is_down_holds_up_no_operation_whose_attempt_is_on_disk(bool isAsync)
    {
        var store = new MemoryStore { BeforeInitialize = static _ => throw new IOException("down") };
        await using var guarded = new Guarded(GuardAction.Alert, static options => options.WhenNotDurable = GuardDurability.FailOperation, store: store);

        var pass = isAsync ? await guarded.CheckAsync(TestContext.Current.CancellationToken) : guarded.Check();

        Assert.NotNull(pass);
        Assert.Empty(store.Rows);
    }

    [Theory]
    [InlineData(GuardAction.Alert, true)]
    [InlineData(GuardAction.Alert, false)]
    [InlineData(GuardAction.Observe, true)]
    [InlineData(GuardAction.Observe, false)]
    public async Task Where_operations_must_fail_without_their_record_a_failing_disk_lets_nothing_destructive_through(GuardAction action, bool isAsync)
    {
        var disk = new SimulatedDisk();
        await using var guarded = new Guarded(action, files: disk, whenUnavailable: SpoolUnavailableMode.FailOperation);
        Assert.NotNull(isAsync ? await guarded.CheckAsync(TestContext.Current.CancellationToken) : guarded.Check());
        disk.Before = static (operation, path) =>
        {
            if (operation == "sync" && path.EndsWith(".seg", StringComparison.Ordinal))
                throw new IOException("EIO");
        };

        var refusal = isAsync
            ? await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => guarded.CheckAsync(TestContext.Current.CancellationToken))
            : Assert.Throws<DestructiveOperationBlockedException>(() => guarded.Check());

        Assert.Contains("could not be recorded durably", refusal.Message, StringComparison.Ordinal);
        disk.Before = static (_, _) => { };
        await TestPipeline.UntilAsync(() => guarded.Spool.LastError is null);
        Assert.NotNull(guarded.Check());
    }

    [Theory]
    [InlineData(GuardAction.Alert)]
    [InlineData(GuardAction.Observe)]
    public async Task Otherwise_a_failing_disk_stops_nothing_that_the_policy_allows(GuardAction action)
    {
        var disk = new SimulatedDisk();
        await using var guarded = new Guarded(action, files: disk);
        guarded.Start();
        disk.Before = static (_, _) => throw new IOException("EIO");

        guarded.Check();

        disk.Before = static (_, _) => { };
    }
}
