using Audit.Buffering;
using Audit.Context;
using Audit.Events;
using Audit.Spooling;
using Audit.Statements;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Diagnostics;

public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_healthy_while_events_reach_the_store()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event());
        await pipeline.Log.FlushAsync(Cancellation);

        var result = await CheckAsync(pipeline);

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal(1L, result.Data["delivered"]);
    }

    [Fact]
    public async Task It_is_degraded_while_the_store_fails_and_healthy_again_afterwards()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(time: time);
        var isDown = true;
        pipeline.Store.BeforeWrite = (_, _) => isDown ? throw new TimeoutException("down") : ValueTask.CompletedTask;
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event());

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Store.Attempts > 5);
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(pipeline)).Status);

        isDown = false;
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Delivered == 1);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(pipeline)).Status);
    }

    [Fact]
    public async Task It_is_unhealthy_for_a_minute_after_a_loss()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(
            options =>
            {
                options.Buffer.Capacity = 1;
                options.Buffer.FullMode = BufferFullMode.DropNewest;
            },
            time);
        pipeline.Log.Record(TestPipeline.Event());
        Assert.False(pipeline.Log.Record(TestPipeline.Event()));
        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(pipeline)).Status);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(pipeline)).Status);
    }

    [Fact]
    public async Task It_is_unhealthy_before_the_start_and_after_the_stop()
    {
        await using var pipeline = new TestPipeline();

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(pipeline)).Status);
        pipeline.Pipeline.Start();
        await pipeline.Pipeline.StopAsync(Cancellation);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(pipeline)).Status);
    }

    [Fact]
    public async Task It_is_degraded_when_the_buffer_is_four_fifths_full()
    {
        using var down = new SemaphoreSlim(0);
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 10;
            options.Batch.MaxRows = 1;
            options.Batch.MaxBytes = 1024;
            options.Delivery.MaxQueuedBytes = 1024 * 1024;
        });
        pipeline.Store.BeforeWrite = async (_, token) => await down.WaitAsync(token);
        pipeline.Pipeline.Start();
        var buffer = pipeline.Get<EventBuffer>();

        // The consumer may take one more after a look, until the queue behind it is full.
        var status = HealthStatus.Healthy;
        while (status == HealthStatus.Healthy)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (buffer.Count < 9)
                pipeline.Log.Record(LargeEvent());
            status = (await CheckAsync(pipeline)).Status;
        }

        Assert.Equal(HealthStatus.Degraded, status);
        down.Release(1000);
    }

    [Fact]
    public async Task It_tells_of_a_spool_that_fails_is_full_fills_or_is_missing()
    {
        await using var pipeline = new TestPipeline(files: new SimulatedDisk());
        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);
        var spool = pipeline.Get<SpoolState>();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(pipeline)).Status);

        spool.IsMissing = true;
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(pipeline)).Status);
        spool.IsMissing = false;
        var bytes = spool.Bytes;
        spool.Bytes = static () => 7L * 1024 * 1024 * 1024;
        Assert.Equal((HealthStatus.Degraded, "The audit spool fills."), ((await CheckAsync(pipeline)).Status, (await CheckAsync(pipeline)).Description));
        spool.Bytes = bytes;
        spool.IsFull = true;
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(pipeline)).Status);
        spool.IsFull = false;
        spool.LastError = "IOException";
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(pipeline)).Status);
    }

    private static AuditEvent LargeEvent() =>
        new(0, AuditContext.Background) { Category = EventCategory.Database, Action = "a", Statement = new StatementInfo { RedactedText = new string('x', 300_000) } };

    private static async Task<HealthReportEntry> CheckAsync(TestPipeline pipeline)
    {
        var check = ActivatorUtilities.CreateInstance<Audit.Diagnostics.AuditHealthCheck>(pipeline.Services);
        var result = await check.CheckHealthAsync(new HealthCheckContext(), Cancellation);
        return new HealthReportEntry(result.Status, result.Description, TimeSpan.Zero, result.Exception, result.Data);
    }
}
