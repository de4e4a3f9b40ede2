using System.Globalization;
using Audit.Context;
using Audit.Hosting;
using Audit.Spooling.Configuration;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;

namespace Audit.Tests.Spooling;

/// <summary>The whole engine with its spool on a disk that fails, or does not answer.</summary>
public sealed class SpoolDiskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_at_level_Disk_is_durable_when_its_recording_returns()
    {
        var disk = new SimulatedDisk();
        await using var pipeline = new TestPipeline(
            options => options.Spool.Acknowledge.Writes = AcknowledgementLevel.Disk,
            store: new MemoryStore { BeforeInitialize = static _ => throw new IOException("down") },
            files: disk);
        pipeline.Pipeline.Start();
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(1), Cancellation));

        disk.UntilCut = 0;
        Assert.Throws<PowerCutException>(() => disk.CreateDirectory("/x"));
        await pipeline.Pipeline.StopAsync(Cancellation);
        disk.Restart(new Random(1));

        await using var second = new TestPipeline(files: disk);
        second.Pipeline.Start();
        await TestPipeline.UntilAsync(() => second.Statistics.Adopted == 1);
    }

    [Fact]
    public async Task A_disk_that_fails_loses_events_with_their_sequence_declared_and_the_count_is_exact()
    {
        var disk = new SimulatedDisk();
        await using var pipeline = new TestPipeline(options => options.Spool.RetryFor = TimeSpan.Zero, files: disk);
        pipeline.Pipeline.Start();
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(1), Cancellation));
        disk.Before = static (operation, path) =>
        {
            if (operation is "write" && path.EndsWith(".seg", StringComparison.Ordinal))
                throw new IOException("EIO");
        };
        Assert.False(await pipeline.Log.RecordAsync(TestPipeline.Event(2), Cancellation));
        Assert.False(await pipeline.Log.RecordAsync(TestPipeline.Event(3), Cancellation));
        disk.Before = static (_, _) => { };
        await TestPipeline.UntilAsync(() => pipeline.Log.RecordAsync(TestPipeline.Event(4), Cancellation).AsTask().GetAwaiter().GetResult());
        await TestPipeline.UntilAsync(() =>
        {
            pipeline.Log.FlushAsync(Cancellation).AsTask().GetAwaiter().GetResult();
            return pipeline.Statistics.Recorded == pipeline.Statistics.Delivered + pipeline.Statistics.Dropped && pipeline.Store.Rows.Any(GapRow.Is);
        });

        var statistics = pipeline.Statistics;
        var gaps = pipeline.Store.Rows.Where(GapRow.Is).Select(GapRow.AttributesOf).ToArray();
        Assert.All(gaps, static gap => Assert.Equal("spool_unavailable", gap["reason"]));
        Assert.Equal(statistics.Dropped, gaps.Sum(static gap => long.Parse(gap["count"], CultureInfo.InvariantCulture)));
        Assert.Equal("2", gaps[0]["first_sequence"]);
        Assert.Equal(pipeline.Get<ProcessRun>().Stream, gaps[0]["stream"]);
        Assert.Equal(0, statistics.Queued);
    }

    [Fact]
    public async Task A_disk_that_fails_for_a_moment_loses_nothing()
    {
        var disk = new SimulatedDisk();
        await using var pipeline = new TestPipeline(options => options.Spool.RetryFor = options.Spool.Acknowledge.Timeout = TimeSpan.FromMinutes(1), files: disk);
        pipeline.Pipeline.Start();
        var failures = 5;
        disk.Before = (operation, _) =>
        {
            if (operation == "write" && Interlocked.Decrement(ref failures) >= 0)
                throw new IOException("ENOSPC");
        };

        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(1), Cancellation));

        await pipeline.Log.FlushAsync(Cancellation);
        Assert.Equal((1, 1, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Dropped));
    }

    [Fact]
    public async Task What_is_written_while_the_sender_saves_how_far_it_is_does_not_wait_for_the_next_event()
    {
        var disk = new SimulatedDisk();
        await using var pipeline = new TestPipeline(options => options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10), new NeverLooking(), files: disk);
        var isSaving = false;
        disk.Before = (operation, path) =>
        {
            if (operation != "sync" || !path.Contains("cursor", StringComparison.Ordinal) || pipeline.Statistics.Delivered != 1 || isSaving)
                return;
            isSaving = true;
            // The sender's own work is not recorded.
            using var application = AuditContext.Push(AuditContext.Background);
            pipeline.Log.Record(TestPipeline.Event(2));
            SpinWait.SpinUntil(() => pipeline.Statistics.Spooled == 1);
        };
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event(1));

        await TestPipeline.UntilAsync(() => pipeline.Statistics.Delivered == 2);
        Assert.True(isSaving);
    }

    [Fact]
    public async Task A_disk_that_does_not_answer_pushes_back_and_memory_stays_bounded()
    {
        using var gate = new ManualResetEventSlim();
        var disk = new SimulatedDisk();
        await using var pipeline = new TestPipeline(
            options =>
            {
                options.Buffer.Capacity = 50;
                options.Buffer.FullMode = Audit.Buffering.BufferFullMode.DropNewest;
                options.Batch.MaxRows = 20;
                options.Spool.Acknowledge.Timeout = TimeSpan.FromMilliseconds(50);
            },
            files: disk);
        pipeline.Pipeline.Start();
        disk.Before = (operation, path) =>
        {
            if (operation == "write" && path.EndsWith(".seg", StringComparison.Ordinal))
                gate.Wait();
        };

        // Whoever waits for the disk waits once, and the others not at all.
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));
        var accepted = 1;
        await TestPipeline.UntilAsync(() =>
        {
            var isAccepted = pipeline.Log.Record(TestPipeline.Event());
            accepted += isAccepted ? 1 : 0;
            return !isAccepted || accepted > 1000;
        });
        Assert.InRange(accepted, 50, 1 + 20 + 20 + 20 + 50);
        gate.Set();
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(accepted, pipeline.Store.Rows.Count(static row => !GapRow.Is(row)));
        Assert.Equal(0, pipeline.Statistics.Queued);
    }

    /// <summary>The sender is woken now and then to look for what other processes left. Here it is not.</summary>
    private sealed class NeverLooking : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, period > TimeSpan.Zero ? Timeout.InfiniteTimeSpan : dueTime, Timeout.InfiniteTimeSpan);
    }
}
