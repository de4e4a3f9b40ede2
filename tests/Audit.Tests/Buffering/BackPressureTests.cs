using Audit.Buffering;
using Audit.Events;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;

namespace Audit.Tests.Buffering;

public sealed class BackPressureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BufferFullMode.Wait)]
    [InlineData(BufferFullMode.DropNewest)]
    public async Task Counters_add_up_exactly_under_eight_producers_and_every_loss_is_declared(BufferFullMode mode)
    {
        const int producers = 8;
        const int each = 5_000;
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 64;
            options.Buffer.FullMode = mode;
            options.Buffer.WaitTimeout = TimeSpan.FromMinutes(1);
        });
        pipeline.Pipeline.Start();
        var accepted = 0L;

        await RunOnThreadsAsync(producers, producer =>
        {
            for (var i = 0; i < each; i++)
            {
                if (pipeline.Log.Record(TestPipeline.Event(producer * each + i)))
                    Interlocked.Increment(ref accepted);
            }
        });
        await pipeline.Log.FlushAsync(Cancellation);

        var gaps = pipeline.Store.Rows.Where(GapRow.Is).ToArray();
        var kept = pipeline.Store.Rows.Where(row => !GapRow.Is(row)).Select(row => (long)row["rows_read"]!).ToArray();
        var statistics = pipeline.Statistics;
        Assert.Equal(accepted, kept.Length);
        Assert.Equal(kept.Length, kept.Distinct().Count());
        Assert.Equal(producers * each - accepted, gaps.Sum(GapRow.CountOf));
        Assert.Equal(producers * each - accepted, statistics.Dropped);
        Assert.Equal(producers * each + gaps.Length, statistics.Recorded);
        Assert.Equal((statistics.Recorded - statistics.Dropped, 0), (statistics.Delivered, statistics.Queued));
        if (mode == BufferFullMode.Wait)
            Assert.Equal(producers * each, accepted);
    }

    [Fact]
    public async Task The_oldest_give_way_to_the_newest_and_every_loss_is_declared()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 10;
            options.Buffer.FullMode = BufferFullMode.DropOldest;
        });
        for (var i = 0; i < 25; i++)
            Assert.True(i % 2 == 0 ? pipeline.Log.Record(TestPipeline.Event(i)) : await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));

        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Range(15, 10).Select(static i => (long)i), pipeline.Store.Rows.Where(static row => !GapRow.Is(row)).Select(static row => (long)row["rows_read"]!));
        Assert.Equal(15, pipeline.Store.Rows.Where(GapRow.Is).Sum(GapRow.CountOf));
        Assert.Equal((26, 11, 15), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Dropped));
    }

    [Fact]
    public async Task A_flush_outlives_the_dropping_of_the_oldest()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 4;
            options.Buffer.FullMode = BufferFullMode.DropOldest;
        });
        pipeline.Log.Record(TestPipeline.Event());
        var flush = pipeline.Log.FlushAsync(Cancellation).AsTask();
        for (var i = 0; i < 20; i++)
            Assert.True(pipeline.Log.Record(TestPipeline.Event(i)));

        pipeline.Pipeline.Start();
        await flush;
    }

    [Fact]
    public async Task Where_an_operation_has_to_fail_without_its_record_it_fails()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 1;
            options.Buffer.FullMode = BufferFullMode.FailOperation;
        });
        Assert.True(pipeline.Log.Record(TestPipeline.Event()));

        Assert.Throws<AuditLossException>(() => pipeline.Log.Record(TestPipeline.Event()));
        await Assert.ThrowsAsync<AuditLossException>(async () => await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));

        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);
        Assert.Equal(2, pipeline.Store.Rows.Where(GapRow.Is).Sum(GapRow.CountOf));
    }

    [Fact]
    public async Task Events_of_one_thread_keep_their_order_when_they_have_to_wait()
    {
        await using var pipeline = new TestPipeline(options => options.Buffer.Capacity = 2);
        pipeline.Pipeline.Start();

        for (var i = 0; i < 2000; i++)
            Assert.True(i % 2 == 0 ? pipeline.Log.Record(TestPipeline.Event(i)) : await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), pipeline.Store.Rows.Select(row => (long)row["rows_read"]!));
    }

    [Fact]
    public async Task A_full_buffer_drops_the_newest_at_once_and_says_how_many()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 10;
            options.Buffer.FullMode = BufferFullMode.DropNewest;
        });

        var results = Enumerable.Range(0, 15).Select(i => pipeline.Log.Record(TestPipeline.Event(i))).ToArray();
        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Repeat(true, 10).Concat(Enumerable.Repeat(false, 5)), results);
        var gap = Assert.Single(pipeline.Store.Rows, GapRow.Is);
        Assert.Equal("system", gap["category"]);
        Assert.Equal("failed", gap["outcome"]);
        var attributes = ((KeyValuePair<string, string>[])gap["attributes"]!).ToDictionary();
        Assert.Equal("5", attributes["count"]);
        Assert.Equal("buffer_full", attributes["reason"]);
        Assert.True(DateTimeOffset.Parse(attributes["first"], null) <= DateTimeOffset.Parse(attributes["last"], null));
        Assert.Equal((16, 11, 5, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Dropped, pipeline.Statistics.Queued));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_wait_in_vain_spares_the_next_callers_theirs(bool asynchronous)
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 1;
            options.Buffer.WaitTimeout = TimeSpan.FromMilliseconds(200);
        });
        Assert.True(pipeline.Log.Record(TestPipeline.Event(0)));

        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.False(asynchronous ? await pipeline.Log.RecordAsync(TestPipeline.Event(1), Cancellation) : pipeline.Log.Record(TestPipeline.Event(1)));
        var first = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        for (var i = 0; i < 100; i++)
            Assert.False(pipeline.Log.Record(TestPipeline.Event(i)));
        var all = System.Diagnostics.Stopwatch.GetElapsedTime(began);

        Assert.True(first >= TimeSpan.FromMilliseconds(150), $"{first}");
        Assert.True(all - first < TimeSpan.FromSeconds(5), $"{all}");

        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);
        Assert.True(pipeline.Log.Record(TestPipeline.Event(2)));
        await pipeline.Log.FlushAsync(Cancellation);
        Assert.Equal(101, pipeline.Store.Rows.Where(GapRow.Is).Sum(GapRow.CountOf));
    }

    [Fact]
    public async Task A_cancelled_wait_throws_and_counts_as_a_loss()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 1;
            options.Buffer.WaitTimeout = TimeSpan.FromMinutes(5);
        });
        pipeline.Log.Record(TestPipeline.Event(0));
        using var cancelled = new CancellationTokenSource();

        var waiting = pipeline.Log.RecordAsync(TestPipeline.Event(1), cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((2, 1, 1), (pipeline.Statistics.Recorded, pipeline.Statistics.Dropped, pipeline.Statistics.Queued));
    }

    [Fact]
    public async Task A_starved_thread_pool_does_not_hold_up_synchronous_callers()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 4;
            options.Buffer.WaitTimeout = TimeSpan.FromMinutes(1);
        });
        var recorded = 0;
        await StarvedThreadPool.RunAsync(() =>
        {
            pipeline.Pipeline.Start();
            for (var i = 0; i < 4000; i++)
                recorded += pipeline.Log.Record(TestPipeline.Event(i)) ? 1 : 0;
        });
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(4000, recorded);
        Assert.Equal(4000, pipeline.Store.Rows.Count);
    }

    [Fact]
    public async Task A_down_store_fills_the_queues_and_the_loss_is_declared_when_it_is_back()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 100;
            options.Buffer.FullMode = BufferFullMode.DropNewest;
            options.Batch.MaxRows = 10;
            options.Batch.MaxBytes = 1024 * 1024;
            options.Delivery.MaxQueuedBytes = 1024 * 1024;
        });
        using var down = new SemaphoreSlim(0);
        pipeline.Store.BeforeWrite = async (_, token) => await down.WaitAsync(token);
        pipeline.Pipeline.Start();

        var accepted = 0;
        var message = new string('x', 10_000);
        for (var i = 0; i < 2000; i++)
        {
            var auditEvent = new AuditEvent(i, Audit.Context.AuditContext.Background) { Category = EventCategory.Database, Action = "db.select", ErrorMessage = message };
            if (pipeline.Log.Record(auditEvent))
                accepted++;
        }

        Assert.InRange(accepted, 100, 1999);
        pipeline.Store.BeforeWrite = static (_, _) => ValueTask.CompletedTask;
        down.Release();
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(accepted, pipeline.Store.Rows.Count(row => !GapRow.Is(row)));
        Assert.Equal(2000 - accepted, pipeline.Store.Rows.Where(GapRow.Is).Sum(GapRow.CountOf));
        Assert.Equal(0, pipeline.Statistics.Queued);
    }

    /// <summary>Threads of their own: the pool has too few for callers that block.</summary>
    private static async Task RunOnThreadsAsync(int count, Action<int> work)
    {
        var done = Enumerable.Range(0, count).Select(_ => new TaskCompletionSource()).ToArray();
        for (var i = 0; i < count; i++)
        {
            var number = i;
            new Thread(() =>
            {
                try
                {
                    work(number);
                    done[number].SetResult();
                }
                catch (Exception exception)
                {
                    done[number].SetException(exception);
                }
            }).Start();
        }

        await Task.WhenAll(done.Select(source => source.Task));
    }
}
