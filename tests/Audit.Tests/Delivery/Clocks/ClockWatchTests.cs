using System.Diagnostics.Metrics;
using System.Globalization;
using Audit.Delivery;
using Audit.Delivery.Clocks;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Notifying;
using Audit.Tests.Hosting;
using Audit.Tests.Notifying;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Delivery.Clocks;

/// <summary>Events carry the application's time: when that is not the store's, it is told.</summary>
public sealed class ClockWatchTests
{
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(5);

    /// <summary>Seconds by which a machine that is held up may measure wrongly: half of what lies between question and answer.</summary>
    private const double Held = 60;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3600, " s ahead of the audit store's")]
    [InlineData(-3600, " s behind the audit store's")]
    public async Task A_clock_that_differs_from_the_stores_is_told_in_every_way(int seconds, string title)
    {
        var notifier = new TestNotifier("told");
        await using var pipeline = new TestPipeline(register: services => services.AddSingleton<IAuditNotifier>(notifier));
        pipeline.Store.Clock = _ => new(DateTimeOffset.UtcNow.AddSeconds(-seconds));
        pipeline.Pipeline.Start();
        await TestPipeline.UntilAsync(() => pipeline.Statistics.Recorded == 1 && notifier.Received.Count == 1);
        await pipeline.Log.FlushAsync(Cancellation);

        var told = Assert.Single(pipeline.Store.Rows);
        Assert.Equal(("system", "clock.skewed", "failed"), (told["category"], told["action"], told["outcome"]));
        var notification = Assert.Single(notifier.Received);
        Assert.Equal((Risk.High, "clock_skew"), (notification.Severity, notification.Rule));
        Assert.EndsWith(title, notification.Title, StringComparison.Ordinal);
        Assert.Equal(seconds, double.Parse(Assert.Single(notification.Event!.Attributes).Value, CultureInfo.InvariantCulture), tolerance: Held);
        var health = await ActivatorUtilities.CreateInstance<AuditHealthCheck>(pipeline.Services).CheckHealthAsync(new HealthCheckContext(), Cancellation);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith("The clocks of this process and of the audit store differ by 3", health.Description, StringComparison.Ordinal);
        Assert.Equal(seconds, (double)health.Data["clock_skew_seconds"], tolerance: Held);
        Assert.Equal(seconds, Assert.Single(Measure(pipeline)), tolerance: Held);
    }

    [Fact]
    public async Task A_store_without_a_clock_is_compared_with_nothing()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation);
        await pipeline.Log.FlushAsync(Cancellation);

        var health = await ActivatorUtilities.CreateInstance<AuditHealthCheck>(pipeline.Services).CheckHealthAsync(new HealthCheckContext(), Cancellation);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.DoesNotContain("clock_skew_seconds", health.Data.Keys);
        Assert.Empty(Measure(pipeline));
    }

    [Fact]
    public async Task It_is_told_once_and_when_the_clocks_agree_again()
    {
        await using var pipeline = new TestPipeline(time: _time);
        var watch = Watch(pipeline);
        foreach (var seconds in new[] { 4.9, 5.1, 60, 4.9, 5.1, 2.6, 2.5, 4.9, -5.1, -2.5 })
        {
            _store.Clock = _ => new(_time.GetUtcNow() - TimeSpan.FromSeconds(seconds));
            await watch.LookAsync(Cancellation);
            Assert.Equal(TimeSpan.FromSeconds(seconds), pipeline.Get<ClockState>().Skew);
            _time.Advance(ClockWatch.Interval);
        }

        pipeline.Pipeline.Start();
        await TestPipeline.AdvanceUntilAsync(_time, () => pipeline.Statistics.Queued == 0);
        Assert.Equal(["clock.skewed", "clock.agreed", "clock.skewed", "clock.agreed"], pipeline.Store.Rows.Select(static row => (string)row["action"]!));
    }

    [Theory]
    [InlineData(6.9, false)]
    [InlineData(7.1, true)]
    public async Task What_the_answer_took_may_be_the_difference(double seconds, bool isTold)
    {
        await using var pipeline = new TestPipeline(time: _time);
        _store.Clock = _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            var answer = _time.GetUtcNow() + TimeSpan.FromSeconds(seconds);
            _time.Advance(TimeSpan.FromSeconds(2));
            return new(answer);
        };

        await Watch(pipeline).LookAsync(Cancellation);

        Assert.Equal((TimeSpan.FromSeconds(-seconds), isTold), (pipeline.Get<ClockState>().Skew, pipeline.Get<ClockState>().IsSkewed));
    }

    [Fact]
    public async Task The_store_is_asked_once_a_minute_at_the_most_and_what_it_answers_fails_nothing()
    {
        await using var pipeline = new TestPipeline(time: _time);
        var watch = Watch(pipeline);
        var questions = 0;
        _store.Clock = _ =>
        {
            questions++;
            throw new IOException("The store is down.");
        };
        await watch.LookAsync(Cancellation);
        _time.Advance(ClockWatch.Interval - TimeSpan.FromTicks(1));
        await watch.LookAsync(Cancellation);
        Assert.Equal(1, questions);

        _store.Clock = async token =>
        {
            questions++;
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };
        _time.Advance(TimeSpan.FromTicks(1));
        var looking = watch.LookAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(5));
        await looking;

        Assert.Equal(2, questions);
        Assert.Null(pipeline.Get<ClockState>().Skew);
        Assert.Equal(0, pipeline.Statistics.Recorded);
    }

    [Fact]
    public async Task A_store_that_never_tells_its_time_holds_up_no_batch()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<DateTimeOffset?>();
        await using var pipeline = new TestPipeline();
        pipeline.Store.Clock = _ =>
        {
            asked.TrySetResult();
            return new(never.Task);
        };
        pipeline.Pipeline.Start();
        await asked.Task.WaitAsync(Cancellation);

        await pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation);
        await pipeline.Log.FlushAsync(Cancellation);

        Assert.Single(pipeline.Store.Rows);
        Assert.Null(pipeline.Get<ClockState>().Skew);
    }

    private ClockWatch Watch(TestPipeline pipeline) =>
        new(_store, pipeline.Get<ClockState>(), Allowed, pipeline.Get<DeliveryNotices>(), _time, NullLogger<ClockWatch>.Instance);

    private static List<double> Measure(TestPipeline pipeline)
    {
        var (meters, values) = (pipeline.Get<IMeterFactory>(), new List<double>());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "audit.clock.skew" && instrument.Meter.Scope == meters)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => values.Add(value));
        pipeline.Get<AuditInstruments>();
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
