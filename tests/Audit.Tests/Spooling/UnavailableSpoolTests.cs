using Audit.Diagnostics;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Configuration;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;

namespace Audit.Tests.Spooling;

/// <summary>A disk that fails while the application runs: it goes on, or what needs a record fails, as the options say.</summary>
public sealed class UnavailableSpoolTests
{
    private readonly SimulatedDisk _disk = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AcknowledgementLevel.Process)]
    [InlineData(AcknowledgementLevel.Disk)]
    public async Task Where_operations_must_fail_without_their_record_its_recorder_fails_until_the_disk_works_again(AcknowledgementLevel level)
    {
        await using var pipeline = Pipeline(SpoolUnavailableMode.FailOperation, options => options.Spool.Acknowledge.Writes = level);
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(1), Cancellation));
        Fail(level == AcknowledgementLevel.Disk ? "sync" : "write");

        await Assert.ThrowsAsync<AuditLossException>(async () => await pipeline.Log.RecordAsync(TestPipeline.Event(2), Cancellation));

        _disk.Before = static (_, _) => { };
        await TestPipeline.UntilAsync(() => RecordsAsync(pipeline).GetAwaiter().GetResult());
        await pipeline.Log.FlushAsync(Cancellation);
        await pipeline.Log.FlushAsync(Cancellation);
        Assert.Equal(pipeline.Statistics.Recorded, pipeline.Statistics.Delivered + pipeline.Statistics.Dropped);
    }

    [Fact]
    public async Task Otherwise_it_is_told_that_the_event_is_lost()
    {
        await using var pipeline = Pipeline(SpoolUnavailableMode.Continue);
        Fail("write");

        Assert.False(await pipeline.Log.RecordAsync(TestPipeline.Event(2), Cancellation));
    }

    [Fact]
    public async Task What_needs_no_disk_does_not_fail_with_it()
    {
        await using var pipeline = Pipeline(SpoolUnavailableMode.FailOperation, static options => options.Spool.Acknowledge.Writes = AcknowledgementLevel.Memory);
        Fail("write");

        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(1), Cancellation));
        Assert.True(pipeline.Log.Record(TestPipeline.Event(2)));
    }

    [Theory]
    [InlineData(SpoolUnavailableMode.Continue)]
    [InlineData(SpoolUnavailableMode.FailOperation)]
    public async Task A_disk_that_does_not_answer_costs_one_wait_and_not_one_per_event(SpoolUnavailableMode mode)
    {
        using var gate = new ManualResetEventSlim();
        await using var pipeline = Pipeline(mode, static options => options.Spool.Acknowledge.Timeout = TimeSpan.FromSeconds(1));
        _disk.Before = (operation, path) =>
        {
            if (operation == "write" && IsSegment(path))
                gate.Wait();
        };

        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            if (mode == SpoolUnavailableMode.Continue)
                Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));
            else
                await Assert.ThrowsAsync<AuditLossException>(async () => await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));
        }

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(15));
        gate.Set();
        await pipeline.Log.FlushAsync(Cancellation);
        Assert.Equal(20, pipeline.Store.Rows.Count);
        Assert.True(await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));
    }

    private static async Task<bool> RecordsAsync(TestPipeline pipeline)
    {
        try
        {
            return await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation);
        }
        catch (AuditLossException)
        {
            return false;
        }
    }

    private static bool IsSegment(string path) => path.EndsWith(".seg", StringComparison.Ordinal);

    private void Fail(string what) => _disk.Before = (operation, path) =>
    {
        if (operation == what && IsSegment(path))
            throw new IOException("EIO");
    };

    private TestPipeline Pipeline(SpoolUnavailableMode mode, Action<AuditOptions>? configure = null)
    {
        var pipeline = new TestPipeline(
            options =>
            {
                options.Spool.WhenUnavailable = mode;
                options.Spool.RetryFor = TimeSpan.Zero;
                configure?.Invoke(options);
            },
            files: _disk);
        pipeline.Pipeline.Start();
        return pipeline;
    }
}
