using Audit.Delivery;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Notifying;
using Audit.Storage;
using Audit.Tests.Hosting;
using Audit.Tests.Notifying;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Delivery;

/// <summary>A store that refuses everything is somebody's mistake: it is told once, nothing is lost, and delivery goes on by itself when it is mended.</summary>
public sealed class HoldTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_recorded_waits_until_the_store_is_mended(bool whileItIsMadeReady)
    {
        var time = new FakeTimeProvider();
        var notifier = new TestNotifier("told");
        await using var pipeline = new TestPipeline(time: time, register: services => services.AddSingleton<IAuditNotifier>(notifier));
        var isRefused = true;
        var attempts = 0;
        ValueTask Refuse()
        {
            attempts++;
            return isRefused ? throw new AuditStoreException(AuditStoreFailure.Refused, "UNKNOWN_TABLE") : ValueTask.CompletedTask;
        }

        if (whileItIsMadeReady)
            pipeline.Store.BeforeInitialize = _ => Refuse();
        else
            pipeline.Store.BeforeWrite = (_, _) => Refuse();
        pipeline.Pipeline.Start();
        for (var i = 0; i < 10; i++)
            pipeline.Log.Record(TestPipeline.Event(i));

        await TestPipeline.AdvanceUntilAsync(time, () => attempts >= 3);
        Assert.Equal("UNKNOWN_TABLE", pipeline.Get<DeliveryState>().Hold?.Code);
        Assert.False(pipeline.Get<DeliveryState>().IsCircuitOpen);
        var health = await ActivatorUtilities.CreateInstance<AuditHealthCheck>(pipeline.Services).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        Assert.Equal((HealthStatus.Unhealthy, "Audit events are not delivered until somebody acts: UNKNOWN_TABLE."), (health.Status, health.Description));
        Assert.Empty(pipeline.Store.Rows);

        isRefused = false;
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics is { Delivered: 12, Queued: 0 });

        Assert.Null(pipeline.Get<DeliveryState>().Hold);
        Assert.Equal(
            ["db.select", "delivery.held", "delivery.released"], pipeline.Store.Rows.Select(row => (string)row["action"]!).Distinct().Order());
        Assert.Equal(0, pipeline.Statistics.Dropped);
        await TestPipeline.AdvanceUntilAsync(time, () => notifier.Received.Count == 2);
        Assert.Equal([Risk.Critical, Risk.Low], notifier.Received.Select(told => told.Severity));
        Assert.All(notifier.Received, told => Assert.Equal("delivery_held", told.Rule));
    }

    [Fact]
    public async Task A_store_that_refuses_everything_is_asked_as_seldom_as_may_be()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = new TestPipeline(options => options.Delivery.LongestDelay = TimeSpan.FromMinutes(10), time);
        var at = new List<DateTimeOffset>();
        pipeline.Store.BeforeWrite = (_, _) =>
        {
            at.Add(time.GetUtcNow());
            return at.Count < 4 ? throw new AuditStoreException(AuditStoreFailure.Refused, "ACCESS_DENIED") : ValueTask.CompletedTask;
        };
        pipeline.Pipeline.Start();
        pipeline.Log.Record(TestPipeline.Event());

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Queued == 0 && at.Count >= 4);

        Assert.All(at.Zip(at.Skip(1)).Take(3), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMinutes(10)));
    }
}
