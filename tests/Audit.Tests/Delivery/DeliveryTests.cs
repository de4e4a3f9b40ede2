using Audit.Delivery;
using Audit.Storage;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Delivery;

public sealed class DeliveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_fails_many_times_gets_everything_once_and_in_order()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var pipeline = new TestPipeline(options => options.Batch.MaxRows = 10, time);
        var failures = 0;
        pipeline.Store.BeforeWrite = (_, _) => ++failures % 4 != 0 ? throw new InvalidOperationException("down") : ValueTask.CompletedTask;
        pipeline.Pipeline.Start();
        for (var i = 0; i < 100; i++)
            pipeline.Log.Record(TestPipeline.Event(i));

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 100, TimeSpan.FromSeconds(5));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), pipeline.Store.Rows.Select(row => (long)row["rows_read"]!));
        // Time may close a batch before it is full; every batch fails thrice.
        Assert.InRange(pipeline.Store.Batches, 10, 20);
        Assert.Equal(3 * pipeline.Store.Batches, pipeline.Statistics.FailedAttempts);
        Assert.Equal(3 * pipeline.Store.Batches, pipeline.Statistics.Retries);
        Assert.Equal((100, 100, 0, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Queued, pipeline.Statistics.Dropped));
    }

    [Fact]
    public async Task While_a_batch_is_on_its_way_the_next_one_is_prepared_once()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(options => options.Batch.MaxRows = 10, time);
        var queued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string? first = null;
        pipeline.Store.BeforeWrite = async (batch, _) =>
        {
            // The first attempt fails once the second batch waits; the one that repeats it ends when that batch is prepared.
            first ??= batch.Token;
            if (batch.Token != first)
                return;
            await queued.Task;
            if (pipeline.Store.Attempts == 1)
                throw new InvalidOperationException("down");
            await TestPipeline.UntilAsync(() => !pipeline.Store.Prepared.IsEmpty);
        };
        pipeline.Pipeline.Start();
        for (var i = 0; i < 20; i++)
            pipeline.Log.Record(TestPipeline.Event(i));
        await TestPipeline.UntilAsync(() => pipeline.Get<MemoryBatchQueue>().FetchSecond() is not null);
        queued.SetResult();

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 20);

        Assert.Equal([pipeline.Store.Rows[^1].Token], pipeline.Store.Prepared);
    }

    [Fact]
    public async Task A_lost_acknowledgement_repeats_the_same_token()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(time: time);
        var answers = 0;
        pipeline.Store.AfterWrite = (_, _) => answers++ == 0 ? throw new HttpRequestException("connection lost") : ValueTask.CompletedTask;
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event(1));

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 1);

        Assert.Equal(2, pipeline.Store.Attempts);
        Assert.Single(pipeline.Store.Rows);
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_given_up_after_its_time_and_repeated()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(time: time);
        pipeline.Store.BeforeWrite = async (_, token) =>
        {
            if (pipeline.Store.Attempts == 1)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event(1));

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 1);

        Assert.Equal(2, pipeline.Store.Attempts);
    }

    [Fact]
    public async Task The_store_is_initialized_until_it_succeeds_before_the_first_write()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(time: time);
        pipeline.Store.BeforeInitialize = _ => pipeline.Store.Initializations < 4 ? throw new InvalidOperationException("not yet") : ValueTask.CompletedTask;
        var initializationsAtWrite = 0;
        pipeline.Store.BeforeWrite = (_, _) =>
        {
            initializationsAtWrite = pipeline.Store.Initializations;
            return ValueTask.CompletedTask;
        };
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event(1));

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 1);

        Assert.Equal(4, initializationsAtWrite);
        Assert.Equal(3, pipeline.Statistics.FailedAttempts);
    }

    [Fact]
    public async Task A_batch_is_closed_by_age_and_not_before()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(options => options.Batch.FlushInterval = TimeSpan.FromMinutes(5), time);
        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);
        pipeline.Log.Record(TestPipeline.Event(1));
        await TestPipeline.UntilAsync(() => pipeline.Get<Audit.Buffering.EventBuffer>().Count == 0);

        time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(0, pipeline.Store.Attempts);
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 1);

        Assert.Equal(1, pipeline.Store.Attempts);
    }

    [Fact]
    public async Task Batches_are_closed_by_rows_and_by_bytes()
    {
        var time = new FakeTimeProvider();
        await using var rows = new TestPipeline(options => options.Batch.MaxRows = 7, time);
        await using var bytes = new TestPipeline(options => options.Batch.MaxBytes = 2048, time);
        foreach (var pipeline in new[] { rows, bytes })
        {
            pipeline.Pipeline.Start();
            for (var i = 0; i < 70; i++)
                pipeline.Log.Record(TestPipeline.Event(i));
            await pipeline.Log.FlushAsync(Cancellation);
        }

        Assert.All(rows.Store.Rows.GroupBy(row => row.Token), batch => Assert.Equal(7, batch.Count()));
        Assert.True(bytes.Store.Batches > 5);
        Assert.All(bytes.Store.Rows.GroupBy(row => row.Token), batch => Assert.InRange(batch.Sum(row => row.Bytes.Length) - batch.Last().Bytes.Length, 0, 2048));
    }

    [Fact]
    public async Task While_the_store_is_behind_batches_grow()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(time: time);
        using var behind = new SemaphoreSlim(0);
        pipeline.Store.BeforeWrite = async (_, token) => await behind.WaitAsync(token);
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event(0));
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Store.Attempts >= 1);

        for (var i = 1; i < 20; i++)
        {
            pipeline.Log.Record(TestPipeline.Event(i));
            time.Advance(TimeSpan.FromSeconds(1));
            await TestPipeline.UntilAsync(() => pipeline.Get<Audit.Buffering.EventBuffer>().Count == 0);
        }

        behind.Release(100);
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.InRange(pipeline.Store.Batches, 2, 3);
        Assert.Equal(20, pipeline.Store.Rows.Count);
    }

    [Fact]
    public async Task A_batch_that_is_tried_again_holds_the_same_bytes_while_others_are_sealed()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(options => options.Batch.MaxRows = 500, time);
        var seen = new Dictionary<string, byte[]>();
        pipeline.Store.BeforeWrite = (batch, _) =>
        {
            if (seen.TryAdd(batch.Token, batch.Rows.ToArray()))
                throw new InvalidOperationException("first time");
            Assert.Equal(seen[batch.Token], batch.Rows.ToArray());
            return ValueTask.CompletedTask;
        };
        pipeline.Pipeline.Start();

        for (var i = 0; i < 10_000; i++)
            pipeline.Log.Record(TestPipeline.Event(i));
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 10_000);

        // Time may close a batch before it is full.
        Assert.True(seen.Count >= 20);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (long)i), pipeline.Store.Rows.Select(row => (long)row["rows_read"]!));
    }
}
