using System.Threading.Channels;
using Audit.Delivery;
using Audit.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polly;

namespace Audit.Tests.Delivery;

public sealed class DeliveryResilienceTests
{
    private readonly DelayReportingTime _time = new();
    private readonly PipelineCounters _counters = new();
    private readonly DeliveryState _state = new();
    private readonly List<double> _attempts = [];

    [Fact]
    public async Task A_store_that_stays_down_is_left_alone_for_growing_times_up_to_the_longest()
    {
        using var stop = new CancellationTokenSource();
        var call = FailForEver(stop.Token);

        await PassDelaysAsync(20);

        // Four quick attempts trip the breaker; from then on one attempt follows each break.
        Assert.True(_state.IsCircuitOpen);
        Assert.InRange(_attempts[3], 0.3, 10);
        var pauses = _attempts.Skip(4).Zip(_attempts.Skip(3), static (later, earlier) => later - earlier).ToArray();
        double[] breaks = [5, 10, 20, 40, .. Enumerable.Repeat(60, pauses.Length - 4)];
        Assert.All(pauses.Zip(breaks), static pause =>
        {
            // The backoff runs within a break; where its jitter makes it outlast the break, it alone is waited for.
            var longest = Math.Max(pause.Second, new AuditDeliveryOptions().LongestDelay.TotalSeconds);
            Assert.InRange(pause.First, pause.Second - 0.5, longest + 0.5);
        });

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Fact]
    public async Task The_circuit_closes_when_the_store_is_back()
    {
        var isDown = true;
        var call = Pipeline().ExecuteAsync(
            _ => isDown ? throw new InvalidOperationException("down") : ValueTask.CompletedTask,
            TestContext.Current.CancellationToken).AsTask();
        await PassDelaysAsync(6);
        Assert.True(_state.IsCircuitOpen);

        isDown = false;
        while (!call.IsCompleted)
            await Task.WhenAny(call, PassDelaysAsync(1));
        await call;

        Assert.False(_state.IsCircuitOpen);
    }

    [Fact]
    public async Task Single_failures_are_repeated_after_short_growing_delays()
    {
        var call = Pipeline(new AuditDeliveryOptions { AttemptTimeout = DelayReportingTime.NoDelay, FirstBreak = TimeSpan.FromHours(1), LongestBreak = TimeSpan.FromHours(1) }).ExecuteAsync(
            _ =>
            {
                _attempts.Add(Now);
                return _attempts.Count < 4 ? throw new TaskCanceledException("the client's own time-out") : ValueTask.CompletedTask;
            },
            TestContext.Current.CancellationToken).AsTask();

        await PassDelaysAsync(3);
        await call;

        Assert.Equal(4, _attempts.Count);
        Assert.InRange(_attempts[3], 0.1, 6);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        using var stop = new CancellationTokenSource();
        var call = FailForEver(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(_attempts);
    }

    private double Now => (_time.GetUtcNow() - _time.Start).TotalSeconds;

    private Task FailForEver(CancellationToken cancellationToken) => Pipeline().ExecuteAsync(
        _ =>
        {
            _attempts.Add(Now);
            throw new InvalidOperationException("down");
        },
        cancellationToken).AsTask();

    /// <summary>Lets exactly the delays pass that the pipeline asks for.</summary>
    private async Task PassDelaysAsync(int count)
    {
        for (var i = 0; i < count; i++)
            _time.Advance(await _time.Delays.ReadAsync(TestContext.Current.CancellationToken));
    }

    private ResiliencePipeline Pipeline(AuditDeliveryOptions? options = null) =>
        DeliveryResilience.Create(options ?? new AuditDeliveryOptions { AttemptTimeout = DelayReportingTime.NoDelay }, _state, _counters, _time, NullLogger.Instance);

    /// <summary>Tells each delay that somebody waits for.</summary>
    private sealed class DelayReportingTime : FakeTimeProvider
    {
        /// <summary>The time-out of attempts, which is no delay.</summary>
        public static readonly TimeSpan NoDelay = TimeSpan.FromHours(1);

        private readonly Channel<TimeSpan> _delays = Channel.CreateUnbounded<TimeSpan>();

        public ChannelReader<TimeSpan> Delays => _delays.Reader;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime > TimeSpan.Zero && dueTime < NoDelay)
                _delays.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
