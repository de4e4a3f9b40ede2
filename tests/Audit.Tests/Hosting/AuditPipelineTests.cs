using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Tests.Delivery;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Tests.Hosting;

public sealed class AuditPipelineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_recorded_is_in_the_store_after_a_flush()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();

        for (var i = 0; i < 1000; i++)
            Assert.True(i % 2 == 0 ? pipeline.Log.Record(TestPipeline.Event(i)) : await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), pipeline.Store.Rows.Select(row => (long)row["rows_read"]!));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (ulong)i), pipeline.Store.Rows.Select(row => row.Sealed.Sequence));
        Assert.Equal((1000, 1000, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Queued));
    }

    [Fact]
    public async Task A_flush_with_nothing_recorded_completes()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();

        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Empty(pipeline.Store.Rows);
    }

    [Fact]
    public async Task Events_recorded_before_the_start_wait_for_it()
    {
        await using var pipeline = new TestPipeline();
        Assert.True(pipeline.Log.Record(TestPipeline.Event(7)));

        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(7L, Assert.Single(pipeline.Store.Rows)["rows_read"]);
    }

    [Fact]
    public async Task Nothing_is_recorded_under_a_suppressed_context()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();

        using (AuditContext.Suppress())
        {
            Assert.False(pipeline.Log.IsEnabled);
            Assert.False(pipeline.Log.Record(TestPipeline.Event()));
            Assert.False(await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));
        }

        Assert.True(pipeline.Log.IsEnabled);
        await pipeline.Log.FlushAsync(Cancellation);
        Assert.Empty(pipeline.Store.Rows);
        Assert.Equal(0, pipeline.Statistics.Recorded);
    }

    [Fact]
    public async Task The_pipelines_own_work_is_suppressed_and_belongs_to_no_request()
    {
        await using var pipeline = new TestPipeline();
        var seen = new List<AuditContext>();
        pipeline.Store.BeforeInitialize = _ => Note();
        pipeline.Store.BeforeWrite = (_, _) => Note();

        using (AuditContext.Push(AuditContext.Background with { RequestId = "r-1" }))
            pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event());
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Equal(2, seen.Count);
        Assert.All(seen, context => Assert.True(context is { IsSuppressed: true, RequestId: null }));

        ValueTask Note()
        {
            seen.Add(AuditContext.Current);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Stopping_delivers_what_was_recorded_and_refuses_what_comes_later()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        for (var i = 0; i < 500; i++)
            pipeline.Log.Record(TestPipeline.Event(i));

        await pipeline.Pipeline.StopAsync(Cancellation);

        Assert.Equal(500, pipeline.Store.Rows.Count);
        Assert.False(pipeline.Log.Record(TestPipeline.Event()));
        Assert.Equal((501, 500, 1, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Dropped, pipeline.Statistics.Queued));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pipeline.Log.FlushAsync(Cancellation));
    }

    [Fact]
    public async Task Stopping_twice_and_disposing_do_no_harm()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event());

        await Task.WhenAll(pipeline.Pipeline.StopAsync(Cancellation).AsTask(), pipeline.Pipeline.StopAsync(Cancellation).AsTask());

        Assert.Single(pipeline.Store.Rows);
    }

    [Fact]
    public async Task A_pipeline_that_was_never_started_counts_what_it_loses()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Log.Record(TestPipeline.Event());
        pipeline.Log.Record(TestPipeline.Event());

        await pipeline.Pipeline.StopAsync(Cancellation);

        Assert.Equal((2, 0, 2, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Dropped, pipeline.Statistics.Queued));
    }

    [Fact]
    public void Without_a_store_the_start_fails_and_says_what_is_missing()
    {
        var services = new ServiceCollection();
        services.AddAudit();
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IAuditPipeline>().Start());

        Assert.Contains("No audit store is registered", error.Message, StringComparison.Ordinal);
        Assert.Contains("Audit:Enabled", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_the_services_drains_a_console_application()
    {
        var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event());

        await pipeline.DisposeAsync();

        Assert.Single(pipeline.Store.Rows);
    }
}
