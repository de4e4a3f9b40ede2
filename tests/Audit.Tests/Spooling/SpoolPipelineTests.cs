using Audit.Diagnostics;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Configuration;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;

namespace Audit.Tests.Spooling;

/// <summary>The whole engine with its spool.</summary>
public sealed class SpoolPipelineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-spool-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_is_recorded_is_in_the_store_after_a_flush_in_its_order()
    {
        await using var pipeline = new TestPipeline(spool: _directory);
        pipeline.Pipeline.Start();

        for (var i = 0; i < 1000; i++)
            Assert.True(i % 2 == 0 ? pipeline.Log.Record(TestPipeline.Event(i)) : await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), pipeline.Store.Rows.Select(row => (long)row["rows_read"]!));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (ulong)i), pipeline.Store.Rows.Select(row => row.Sealed.Sequence));
        Assert.Equal((1000, 1000, 0, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Queued, pipeline.Statistics.Spooled));
    }

    [Fact]
    public async Task Rows_have_the_bytes_the_checks_and_the_expiry_that_sealing_gave_them()
    {
        await using var memory = new TestPipeline();
        await using var spooled = new TestPipeline(spool: _directory);
        var events = Enumerable.Range(0, 20).Select(i => TestPipeline.Event(i)).ToArray();
        foreach (var pipeline in new[] { memory, spooled })
        {
            pipeline.Pipeline.Start();
            foreach (var auditEvent in events)
                pipeline.Log.Record(auditEvent);
            await pipeline.Log.FlushAsync(Cancellation);
        }

        Assert.Equal(memory.Store.Rows.Select(static row => row.Bytes), spooled.Store.Rows.Select(static row => row.Bytes));
        Assert.Equal(
            memory.Store.Rows.Select(static row => row.Sealed with { Offset = 0 }),
            spooled.Store.Rows.Select(static row => row.Sealed with { Offset = 0 }));
    }

    [Fact]
    public async Task What_is_sent_next_waits_for_no_disk_and_getting_it_ready_holds_nothing_up()
    {
        var syncs = 0;
        using var writing = new ManualResetEventSlim();
        var isBesideTheWrite = false;
        var disk = new SimulatedDisk();
        var recorded = new TaskCompletionSource();
        await using var pipeline = new TestPipeline(options => options.Batch.MaxRows = 10, files: disk);
        pipeline.Store.BeforeInitialize = token => new ValueTask(recorded.Task.WaitAsync(token));
        var syncsWhenSent = new List<int>();
        pipeline.Store.BeforeWrite = async (_, _) =>
        {
            writing.Set();
            if (pipeline.Store.Attempts == 1)
                await TestPipeline.UntilAsync(() => !pipeline.Store.Prepared.IsEmpty);
            syncsWhenSent.Add(syncs);
        };

        pipeline.Pipeline.Start();
        for (var i = 0; i < 20; i++)
            await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation);
        disk.Before = (operation, path) =>
        {
            // The first intent is kept before its batch is sent, the next one while the store has the first.
            if (operation == "sync" && path.Contains("/cursor", StringComparison.Ordinal) && ++syncs == 2)
                isBesideTheWrite = writing.Wait(TimeSpan.FromSeconds(10));
        };
        recorded.SetResult();
        await TestPipeline.UntilAsync(() => pipeline.Statistics.Delivered == 20);

        Assert.True(isBesideTheWrite);
        Assert.Equal([2, 2], syncsWhenSent);
    }

    [Fact]
    public async Task Retention_classes_are_delivered_apart()
    {
        await using var pipeline = new TestPipeline(options => options.Retention.Classes["security"] = new(), spool: _directory);
        pipeline.Pipeline.Start();
        for (var i = 0; i < 30; i++)
            pipeline.Log.Record(TestPipeline.Event(i, i % 3 == 0 ? "security" : null));

        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(30, pipeline.Store.Rows.Select(static row => row.Sealed.Sequence).Distinct().Count());
        Assert.Equal(10, pipeline.Store.Rows.Count(static row => row.RetentionClass == "security"));
        Assert.All(pipeline.Store.Rows.GroupBy(static row => row.Token), static batch => Assert.Single(batch.Select(static row => row.RetentionClass).Distinct()));
        Assert.All(pipeline.Store.Rows, static row => Assert.Equal(row.RetentionClass, row["retention_class"]));
    }

    [Fact]
    public async Task A_store_that_is_down_holds_up_no_stop_and_the_next_process_delivers()
    {
        var down = new MemoryStore { BeforeInitialize = static _ => throw new IOException("down") };
        var first = new TestPipeline(store: down, spool: _directory);
        first.Pipeline.Start();
        for (var i = 0; i < 123; i++)
            first.Log.Record(TestPipeline.Event(i));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await first.Pipeline.StopAsync(Cancellation);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Equal((123, 0, 0, 123), (first.Statistics.Recorded, first.Statistics.Delivered, first.Statistics.Dropped, first.Statistics.Spooled));
        await first.DisposeAsync();

        await using var second = new TestPipeline(spool: _directory);
        second.Pipeline.Start();
        await TestPipeline.UntilAsync(() => second.Statistics.Adopted == 123);

        Assert.Equal(Enumerable.Range(0, 123).Select(i => (long)i), second.Store.Rows.Select(row => (long)row["rows_read"]!));
        Assert.Equal((0, 0), (second.Statistics.Recorded, second.Statistics.Delivered));
    }

    [Fact]
    public async Task What_a_process_leaves_is_delivered_by_one_that_runs_already()
    {
        await using var running = new TestPipeline(spool: _directory);
        running.Pipeline.Start();
        running.Log.Record(TestPipeline.Event());
        await running.Log.FlushAsync(Cancellation);

        var lone = new TestPipeline(spool: _directory);
        lone.Log.Record(TestPipeline.Event(7));
        await lone.DisposeAsync();

        await TestPipeline.UntilAsync(() => running.Statistics.Adopted == 1);
        Assert.Equal([0L, 7L], running.Store.Rows.Select(row => (long)row["rows_read"]!));
    }

    [Fact]
    public async Task Nothing_stays_on_disk_of_a_process_that_delivered_everything()
    {
        await using (var pipeline = new TestPipeline(spool: _directory))
        {
            pipeline.Pipeline.Start();
            for (var i = 0; i < 10; i++)
                pipeline.Log.Record(TestPipeline.Event(i));
            await pipeline.Pipeline.StopAsync(Cancellation);
            Assert.Equal(10, pipeline.Store.Rows.Count);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(true, null, false)]
    [InlineData(true, "00:10:00", true)]
    [InlineData(false, "00:00:00", false)]
    public async Task Files_are_kept_after_delivery_where_the_store_may_still_lose_what_it_acknowledged(bool isDurable, string? retention, bool areKept)
    {
        await using var pipeline = new TestPipeline(
            options =>
            {
                options.Spool.SegmentBytes = 64 * 1024;
                options.Spool.MaxBytes = 16 * 1024 * 1024;
                options.Spool.Retention = retention is null ? null : TimeSpan.Parse(retention, System.Globalization.CultureInfo.InvariantCulture);
            },
            store: new MemoryStore { IsDurable = isDurable },
            spool: _directory);
        pipeline.Pipeline.Start();
        for (var i = 0; i < 12; i++)
        {
            for (var j = 0; j < 200; j++)
                pipeline.Log.Record(TestPipeline.Event(j));
            await pipeline.Log.FlushAsync(Cancellation);
        }

        // What is kept stays only while it takes less than a quarter of the limit, which this is far from.
        var first = Directory.EnumerateFiles(_directory, "*1.seg", SearchOption.AllDirectories).Any(static file => Path.GetFileNameWithoutExtension(file).TrimStart('0') == "1");

        Assert.Equal(areKept, first);
    }

    [Fact]
    public async Task Without_a_store_what_was_recorded_is_on_disk_when_the_process_ends()
    {
        var lone = new TestPipeline(spool: _directory);
        lone.Log.Record(TestPipeline.Event(1));
        lone.Log.Record(TestPipeline.Event(2));
        await lone.Pipeline.StopAsync(Cancellation);
        Assert.Equal((2, 0, 2), (lone.Statistics.Recorded, lone.Statistics.Dropped, lone.Statistics.Spooled));
        await lone.DisposeAsync();

        await using var second = new TestPipeline(spool: _directory);
        second.Pipeline.Start();
        await TestPipeline.UntilAsync(() => second.Statistics.Adopted == 2);
        Assert.Equal(2, second.Store.Rows.Count);
    }

    [Fact]
    public async Task A_slow_store_gets_larger_batches_and_how_far_it_is_behind_is_told()
    {
        using var gate = new SemaphoreSlim(0);
        await using var pipeline = new TestPipeline(options => options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10), spool: _directory);
        pipeline.Store.BeforeWrite = async (_, token) => await gate.WaitAsync(token);
        pipeline.Pipeline.Start();
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));
        await TestPipeline.UntilAsync(() => pipeline.Store.Attempts == 1);
        for (var i = 1; i < 500; i++)
            Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));

        var lag = pipeline.Get<Audit.Spooling.SpoolState>();
        await TestPipeline.UntilAsync(() => lag.OldestAge(TimeProvider.System) > TimeSpan.FromMilliseconds(50));
        gate.Release(100);
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal((500, 2), (pipeline.Store.Rows.Count, pipeline.Store.Batches));
        await TestPipeline.UntilAsync(() => lag.OldestAge(TimeProvider.System) == TimeSpan.Zero);
    }

    [Fact]
    public async Task How_far_a_store_is_behind_is_told_that_was_never_there()
    {
        await using var pipeline = new TestPipeline(store: new MemoryStore { BeforeInitialize = static _ => throw new IOException("down") }, spool: _directory);
        pipeline.Pipeline.Start();
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));

        await TestPipeline.UntilAsync(() => pipeline.Get<Audit.Spooling.SpoolState>().OldestAge(TimeProvider.System) > TimeSpan.Zero);
    }

    [Fact]
    public async Task After_a_lost_acknowledgement_the_store_is_asked_and_nothing_is_sent_twice()
    {
        await using var pipeline = new TestPipeline(options => options.Delivery.FirstDelay = TimeSpan.FromMilliseconds(1), spool: _directory);
        pipeline.Store.Answers = true;
        var failures = 1;
        pipeline.Store.AfterWrite = (_, _) => failures-- > 0 ? throw new IOException("reset") : ValueTask.CompletedTask;
        pipeline.Pipeline.Start();
        for (var i = 0; i < 10; i++)
            pipeline.Log.Record(TestPipeline.Event(i));

        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal((10, 1, 1), (pipeline.Store.Rows.Count, pipeline.Store.Attempts, pipeline.Store.Questions));
    }

    [Fact]
    public async Task Where_the_directory_cannot_be_used_the_application_goes_on_in_memory_or_does_not_start()
    {
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        await using var lenient = new TestPipeline(spool: Path.Combine(file, "spool"));
        lenient.Pipeline.Start();
        lenient.Log.Record(TestPipeline.Event(1));
        await lenient.Log.FlushAsync(Cancellation);
        Assert.Single(lenient.Store.Rows);
        Assert.True(lenient.Get<Audit.Spooling.SpoolState>().IsMissing);

        await using var strict = new TestPipeline(options => options.Spool.WhenUnavailable = SpoolUnavailableMode.FailOperation, spool: Path.Combine(file, "spool"));
        var error = Assert.Throws<InvalidOperationException>(strict.Pipeline.Start);
        Assert.Contains("Audit:Spool:Directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spool_that_is_full_hands_on_to_the_policy_of_the_buffer_and_goes_on_when_the_store_is_back()
    {
        var isDown = true;
        var store = new MemoryStore { BeforeWrite = (_, _) => Volatile.Read(ref isDown) ? throw new IOException("down") : ValueTask.CompletedTask };
        await using var pipeline = new TestPipeline(
            options =>
            {
                options.Spool.SegmentBytes = 64 * 1024;
                options.Spool.MaxBytes = 1024 * 1024;
                options.Batch.MaxBytes = 32 * 1024;
                options.Buffer.Capacity = 100;
                options.Buffer.FullMode = Audit.Buffering.BufferFullMode.DropNewest;
                options.Delivery.FirstDelay = TimeSpan.FromMilliseconds(1);
                options.Delivery.LongestDelay = TimeSpan.FromMilliseconds(5);
                options.Delivery.FirstBreak = options.Delivery.LongestBreak = TimeSpan.FromMilliseconds(500);
            },
            store: store,
            spool: _directory);
        pipeline.Pipeline.Start();
        var dropped = false;
        await TestPipeline.UntilAsync(() => dropped |= !pipeline.Log.Record(TestPipeline.Event(1)) && pipeline.Get<Audit.Spooling.SpoolState>().IsFull);
        Assert.InRange(pipeline.Get<Audit.Spooling.SpoolState>().Bytes(), 512 * 1024, 1024 * 1024);

        Volatile.Write(ref isDown, false);
        await pipeline.Log.FlushAsync(Cancellation);
        await pipeline.Log.FlushAsync(Cancellation);

        var statistics = pipeline.Statistics;
        Assert.Equal(statistics.Recorded, statistics.Delivered + statistics.Dropped);
        Assert.Equal(statistics.Delivered, store.Rows.Count);
        Assert.Equal(statistics.Dropped, store.Rows.Where(GapRow.Is).Sum(GapRow.CountOf));
    }

    [Fact]
    public async Task A_clock_that_goes_backwards_changes_neither_order_nor_delivery()
    {
        var clock = new BackwardClock();
        using var gate = new SemaphoreSlim(0);
        await using var pipeline = new TestPipeline(options => options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10), clock, spool: _directory);
        pipeline.Pipeline.Start();
        for (var i = 1; i <= 50; i++)
        {
            Assert.True(await pipeline.Log.RecordAsync(new AuditEvent(clock.GetUtcNow()) { Category = EventCategory.Database, Action = "db.select" }, Cancellation));
            clock.Offset -= TimeSpan.FromHours(1);
            // Batches are due by the time that has passed, and not by what the clock says.
            await TestPipeline.UntilAsync(() => pipeline.Statistics.Delivered == i);
        }

        Assert.Equal(Enumerable.Range(1, 50).Select(static i => (ulong)i), pipeline.Store.Rows.Select(static row => row.Sealed.Sequence));

        pipeline.Store.BeforeWrite = async (_, token) => await gate.WaitAsync(token);
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));
        clock.Offset -= TimeSpan.FromHours(1);
        Assert.Equal(TimeSpan.Zero, pipeline.Get<Audit.Spooling.SpoolState>().OldestAge(clock));
        gate.Release(10);
    }

    private sealed class BackwardClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
