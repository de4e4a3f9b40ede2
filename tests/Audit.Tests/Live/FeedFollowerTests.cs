using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Live;
using Audit.Querying;
using Audit.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Live;

/// <summary>Following what other processes deliver to the store.</summary>
public sealed class FeedFollowerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryFeed _feed;
    private readonly TestPipeline _pipeline;
    private int _numbers;

    public FeedFollowerTests()
    {
        _feed = new MemoryFeed(_time);
        _pipeline = new TestPipeline(time: _time, register: services => services.AddSingleton<IAuditFeed>(_feed));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Events_of_other_processes_come_once_each_and_in_the_order_of_arrival()
    {
        _feed.Add(Stored(-1));
        using var subscription = Subscribe();
        await LookAsync();
        _feed.Add(Stored(1), Stored(1), Stored(1, stream: _pipeline.Get<ProcessRun>().Stream));
        await LookAsync();
        // Given its time before the last look, but visible only now.
        _feed.Add(Stored(-3));
        for (var i = 0; i < 15; i++)
            await LookAsync();
        _feed.Add(Stored(0));
        await LookAsync();

        Assert.Equal([2, 3, 5, 6], await TakeAsync(subscription, 4));
    }

    [Fact]
    public async Task What_was_stored_between_the_subscription_and_the_first_look_comes_too()
    {
        _feed.Failure = new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer.");
        using var subscription = Subscribe();
        await TestPipeline.UntilAsync(() => _feed.Looks == 1);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        _feed.Add(Stored(-1), Stored(0));
        _feed.Failure = null;
        await LookAsync();
        Assert.Equal([2], await TakeAsync(subscription, 1));
    }

    [Fact]
    public async Task All_who_follow_share_one_look_and_there_is_none_when_nobody_does()
    {
        var subscriptions = Enumerable.Range(0, 50).Select(_ => Subscribe()).ToArray();
        for (var i = 1; i <= 10; i++)
            await LookAsync();
        _feed.Add(Stored(0));
        await LookAsync();
        Assert.Single(_feed.Reads);
        foreach (var subscription in subscriptions)
        {
            Assert.Equal([1], await TakeAsync(subscription, 1));
            subscription.Dispose();
        }

        var looks = _feed.Looks;

        // A slow machine may look once more than the test lets it, but not once for each who follows.
        Assert.InRange(looks, 11, 30);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Task.Yield();
        Assert.Equal(looks, _feed.Looks);
    }

    [Fact]
    public async Task Look_after_a_failure_reaches_back_to_the_last_that_went_well()
    {
        using var subscription = Subscribe();
        await LookAsync();
        _feed.Failure = new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer.");
        for (var i = 0; i < 30; i++)
        {
            if (i == 3)
                _feed.Add(Stored(0));
            await LookAsync();
        }

        _feed.Failure = null;
        await LookAsync();
        Assert.Equal([1], await TakeAsync(subscription, 1));
        Assert.InRange(_feed.Requests[^1].Window, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(43));
    }

    [Fact]
    public async Task Nobody_gets_an_event_twice_when_not_all_can_be_read()
    {
        using var subscription = Subscribe();
        await LookAsync();
        _feed.Add(Enumerable.Range(0, 600).Select(_ => Stored(0)));
        _feed.ReadFailure = read => read == 1 ? new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer.") : null;
        await LookAsync();
        await LookAsync();
        Assert.Equal(Enumerable.Range(1, 600), await TakeAsync(subscription, 600));
    }

    [Fact]
    public async Task More_than_can_be_read_at_once_are_skipped_and_told()
    {
        using var subscription = Subscribe(new AuditFilter { Action = new StringFilter { Eq = "last" } });
        await LookAsync();
        _feed.Add(Enumerable.Range(0, 60_000).Select(_ => Stored(0)));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _feed.Add(Stored(0, "last"));
        await LookAsync();
        var live = (await subscription.ReadAsync(Cancellation))!.Value;
        Assert.Equal((60_001UL, 55_001L), (live.Event.Sequence, live.Skipped));
        Assert.Equal(5_000, _feed.Reads.Sum());

        _feed.Add(Stored(0, "last"));
        await LookAsync();
        Assert.Equal(0, (await subscription.ReadAsync(Cancellation))!.Value.Skipped);
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private IAuditLiveSubscription Subscribe(AuditFilter? filter = null) => _pipeline.Get<IAuditLiveTail>().Subscribe(filter ?? new AuditFilter());

    /// <summary>Lets the follower look at the store once more. At a pace that leaves it time to work: a look reaches back ten minutes at most.</summary>
    private async Task LookAsync()
    {
        var looks = _feed.Looks;
        while (_feed.Looks == looks)
        {
            if (looks > 0)
                _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }
    }

    private StoredAuditEvent Stored(int second, string action = "db.select", string stream = "other")
    {
        var number = ++_numbers;
        var auditEvent = new AuditEvent(AuditEvent.UnixMicroseconds(_time.GetUtcNow()) + number, AuditContext.Background)
        {
            Category = EventCategory.Database,
            Action = action,
            Origin = new AuditOrigin("other", "Test", "i"),
        };
        return new StoredAuditEvent(auditEvent, stream, (ulong)number, _time.GetUtcNow().AddSeconds(second), DateTimeOffset.MaxValue);
    }

    private static async Task<IEnumerable<int>> TakeAsync(IAuditLiveSubscription subscription, int count)
    {
        var numbers = new List<int>();
        while (numbers.Count < count)
            numbers.Add((int)(await subscription.ReadAsync(Cancellation))!.Value.Event.Sequence);
        return numbers;
    }
}
