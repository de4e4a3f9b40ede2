using Audit.Buffering;
using Audit.Statistics;
using Audit.Storage;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Diagnostics;

public sealed class StatisticsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_are_there_before_the_pipeline_is()
    {
        await using var pipeline = new TestPipeline();

        var statistics = pipeline.Get<IAuditStatistics>().Snapshot();

        Assert.Equal((false, 0L, 0L), (statistics.IsRunning, statistics.Recorded, statistics.Queued));
        Assert.Null(statistics.BatchLatency);
        Assert.Null(statistics.LastLossAt);
    }

    [Fact]
    public async Task What_was_delivered_is_told_with_how_long_it_took()
    {
        await using var pipeline = new TestPipeline(files: new SimulatedDisk());
        pipeline.Pipeline.Start();
        for (var i = 0; i < 10; i++)
            pipeline.Log.Record(TestPipeline.Event(i));
        await pipeline.Log.FlushAsync(Cancellation);

        var statistics = pipeline.Get<IAuditStatistics>().Snapshot();

        Assert.Equal((true, 10L, 10L, 0L), (statistics.IsRunning, statistics.Recorded, statistics.Delivered, statistics.QueueDepth));
        Assert.Equal(1, statistics.DeliveredBatches);
        Assert.True(statistics.BatchLatency >= TimeSpan.Zero);
        Assert.True(statistics.SpooledBytes > 0 && statistics.SpooledBytes <= statistics.SpoolCapacityBytes);
        Assert.Equal(statistics with { TakenAt = default, Losses = default, Holds = default }, pipeline.Statistics with { TakenAt = default, Losses = default, Holds = default });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task How_far_the_store_is_behind_is_told_also_when_it_was_never_there(bool isSpooled)
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(time: time, files: isSpooled ? new SimulatedDisk() : null);
        var isDown = true;
        pipeline.Store.BeforeInitialize = _ => isDown ? throw new TimeoutException("down") : ValueTask.CompletedTask;
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event());

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics is { Retries: > 0 } now && now.OldestUndeliveredAge > TimeSpan.FromMinutes(1));

        var statistics = pipeline.Statistics;
        Assert.Equal((1L, isSpooled ? 1L : 0L, isSpooled ? 0L : 1L), (statistics.Queued, statistics.Spooled, statistics.QueueDepth));
        Assert.True(statistics is { FailedAttempts: > 0, ConsecutiveFailures: > 0 });

        isDown = false;
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics is { Delivered: 1 } now && now.OldestUndeliveredAge == TimeSpan.Zero);
    }

    [Fact]
    public async Task A_hold_says_what_to_do_about_it()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(time: time);
        var isRefused = true;
        pipeline.Store.BeforeWrite = (_, _) => isRefused ? throw new AuditStoreException(AuditStoreFailure.Refused, "UNKNOWN_TABLE") { Remedy = "Make it anew." } : ValueTask.CompletedTask;
        pipeline.Pipeline.Start();
        var before = time.GetUtcNow();
        pipeline.Log.Record(TestPipeline.Event());

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Holds.Length > 0);

        var hold = Assert.Single(pipeline.Statistics.Holds);
        Assert.Equal((DeliverySource.Pipeline, "UNKNOWN_TABLE", "Make it anew."), (hold.Source, hold.Code, hold.Remedy));
        Assert.True(hold.Since >= before && hold.Since <= time.GetUtcNow());

        isRefused = false;
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Holds.IsEmpty);
    }

    [Fact]
    public async Task Losses_are_told_by_reason()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 1;
            options.Buffer.FullMode = BufferFullMode.DropNewest;
        });
        pipeline.Log.Record(TestPipeline.Event());
        pipeline.Log.Record(TestPipeline.Event());
        pipeline.Log.Record(TestPipeline.Event());

        var statistics = pipeline.Statistics;

        Assert.Equal([new EventLoss("buffer_full", 2)], statistics.Losses);
        Assert.Equal(2, statistics.Dropped);
        Assert.NotNull(statistics.LastLossAt);
    }

    [Fact]
    public async Task Dead_letters_are_not_taken_for_events_on_disk()
    {
        await using var pipeline = new TestPipeline(files: new SimulatedDisk());
        pipeline.Store.IsBad = static row => row.Sequence == 4;
        pipeline.Pipeline.Start();
        for (var i = 0; i < 10; i++)
            pipeline.Log.Record(TestPipeline.Event(i));

        await TestPipeline.UntilAsync(() => pipeline.Statistics is { Delivered: 10, Queued: 0 });

        var statistics = pipeline.Statistics;
        Assert.Equal((1L, 1L, 0L), (statistics.DeadLetters, statistics.Dropped, statistics.Spooled));
    }
}
