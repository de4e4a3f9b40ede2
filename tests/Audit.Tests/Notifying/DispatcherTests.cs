using Audit.Context;
using Audit.Notifying;
using Audit.Testing;
using Audit.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static Audit.Tests.Hosting.TestPipeline;

namespace Audit.Tests.Notifying;

public sealed class DispatcherTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLoggerProvider _logs = new();
    private readonly NotificationCounters _counters = new();
    private readonly List<IDisposable> _disposables = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_notifier_gets_everything_in_order()
    {
        var (one, two) = (new TestNotifier("one"), new TestNotifier("two"));
        var dispatcher = Create([one, two]);
        dispatcher.Start();

        var titles = Enumerable.Range(0, 200).Select(static number => $"{number}").ToArray();
        Assert.All(titles, title => Assert.True(dispatcher.Publish(Notification(title))));
        await dispatcher.StopAsync(Cancellation);

        Assert.Equal(titles, one.Titles);
        Assert.Equal(titles, two.Titles);
        AssertCounts("one", published: 200, delivered: 200);
    }

    [Fact]
    public async Task What_is_published_before_the_start_waits_for_it()
    {
        var notifier = new TestNotifier("one");
        var dispatcher = Create([notifier]);
        dispatcher.Publish(Notification("early"));
        Assert.Equal(1, Counters("one").Queued);

        dispatcher.Start();
        await dispatcher.StopAsync(Cancellation);

        Assert.Equal(["early"], notifier.Titles);
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_after_growing_delays_and_the_order_is_kept()
    {
        var attempts = new List<TimeSpan>();
        var start = _time.GetTimestamp();
        var notifier = new TestNotifier("one", (notification, _) =>
        {
            if (notification.Title == "first")
                attempts.Add(_time.GetElapsedTime(start));
            return notification.Title == "first" && attempts.Count < 5 ? throw new InvalidOperationException("down") : Task.CompletedTask;
        });
        var dispatcher = Create([notifier], options => options.AttemptTimeout = TimeSpan.FromHours(1));
        dispatcher.Start();

        dispatcher.Publish(Notification("first"));
        dispatcher.Publish(Notification("second"));
        await AdvanceUntilAsync(_time, () => Counters("one").Delivered == 2, TimeSpan.FromMilliseconds(50));

        Assert.Equal(["first", "second"], notifier.Titles);
        Assert.Equal(5, attempts.Count);
        Assert.True(attempts[4] > TimeSpan.FromSeconds(2));
        Assert.Equal(4, Counters("one").FailedAttempts);
        Assert.Equal(4, _logs.Lines.Count(static line => line.Id.Id == 1801));
    }

    [Fact]
    public async Task After_the_last_attempt_it_gives_up_counts_and_logs_the_loss_and_goes_on()
    {
        var notifier = new TestNotifier("one", static (notification, _) => notification.Title == "lost" ? throw new InvalidOperationException("down") : Task.CompletedTask);
        var dispatcher = Create([notifier], static options =>
        {
            options.MaxAttempts = 3;
            options.AttemptTimeout = TimeSpan.FromHours(1);
        });
        dispatcher.Start();

        dispatcher.Publish(Notification("lost"));
        dispatcher.Publish(Notification("next"));
        await AdvanceUntilAsync(_time, () => Counters("one").Queued == 0);

        Assert.Equal(["next"], notifier.Titles);
        Assert.Equal(4, notifier.Attempts);
        AssertCounts("one", published: 2, delivered: 1, NotificationLoss.GaveUp, lost: 1);
        var line = Assert.Single(_logs.Lines, static line => line.Id.Id == 1802);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("gave up after 3 attempts; lost: lost", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_attempt_means_one()
    {
        var notifier = new TestNotifier("one", static (_, _) => throw new InvalidOperationException("down"));
        var dispatcher = Create([notifier], static options => options.MaxAttempts = 1);
        dispatcher.Start();

        dispatcher.Publish(Notification("lost"));
        await UntilAsync(() => Counters("one").Queued == 0);

        Assert.Equal(1, notifier.Attempts);
    }

    [Fact]
    public async Task A_notifier_that_hangs_runs_out_of_time_even_when_it_is_deaf()
    {
        var notifier = new TestNotifier("one", static (notification, _) => notification.Title == "hangs" ? new TaskCompletionSource().Task : Task.CompletedTask);
        var dispatcher = Create([notifier], static options => options.MaxAttempts = 2);
        dispatcher.Start();

        dispatcher.Publish(Notification("hangs"));
        dispatcher.Publish(Notification("next"));
        await AdvanceUntilAsync(_time, () => Counters("one").Queued == 0);

        Assert.Equal(["next"], notifier.Titles);
        AssertCounts("one", published: 2, delivered: 1, NotificationLoss.GaveUp, lost: 1);
    }

    [Fact]
    public async Task A_notifier_that_is_down_holds_up_no_other()
    {
        var dead = new TestNotifier("dead", static (_, _) => new TaskCompletionSource().Task);
        var alive = new TestNotifier("alive");
        var dispatcher = Create([dead, alive]);
        dispatcher.Start();

        dispatcher.Publish(Notification("first"));
        dispatcher.Publish(Notification("second"));
        await UntilAsync(() => Counters("alive").Delivered == 2);

        Assert.Empty(dead.Titles);
    }

    [Fact]
    public async Task A_full_queue_drops_what_is_new_and_says_so()
    {
        var free = new TaskCompletionSource();
        var slow = new TestNotifier("slow", (_, _) => free.Task);
        var dispatcher = Create([slow], static options => options.QueueCapacity = 2);
        dispatcher.Start();
        dispatcher.Publish(Notification("in hand"));
        await UntilAsync(() => slow.Attempts == 1);

        Assert.True(dispatcher.Publish(Notification("1")));
        Assert.True(dispatcher.Publish(Notification("2")));
        Assert.False(dispatcher.Publish(Notification("3")));
        Assert.False(dispatcher.Publish(Notification("4")));
        Assert.Equal(3, Counters("slow").Queued);
        free.SetResult();
        await UntilAsync(() => Counters("slow").Queued == 0);

        Assert.Equal(["in hand", "1", "2"], slow.Titles);
        AssertCounts("slow", published: 5, delivered: 3, NotificationLoss.QueueFull, lost: 2);

        // One line per flood, not one per notification.
        var line = Assert.Single(_logs.Lines, static line => line.Id.Id == 1803);
        Assert.EndsWith("first: 3.", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notifiers_run_neither_on_the_publishers_thread_nor_under_its_context()
    {
        var seen = new TaskCompletionSource<(bool Suppressed, string Actor, System.Diagnostics.Activity? Activity)>();
        var gate = new ManualResetEventSlim();
        var notifier = new TestNotifier("one", (_, _) =>
        {
            // Were this the publisher's thread, it would wait here for ever.
            gate.Wait(Cancellation);
            seen.SetResult((AuditContext.Current.IsSuppressed, AuditContext.Current.Actor.Id, System.Diagnostics.Activity.Current));
            return Task.CompletedTask;
        });
        var dispatcher = Create([notifier]);
        using var activity = new System.Diagnostics.Activity("request").Start();
        using (AuditContext.Push(new AuditContext { Actor = AuditActor.Service("publisher") }))
        {
            dispatcher.Start();
            dispatcher.Publish(Notification("x"));
            gate.Set();
        }

        Assert.Equal((true, "", null), await seen.Task.WaitAsync(Cancellation));
        gate.Dispose();
    }

    [Fact]
    public async Task A_shutdown_drains_what_is_queued_retries_included()
    {
        var notifier = new TestNotifier("one");
        var fails = 2;
        var flaky = new TestNotifier("flaky", (_, _) => fails-- > 0 ? throw new InvalidOperationException("down") : Task.CompletedTask);
        var dispatcher = Create([notifier, flaky]);
        dispatcher.Start();
        for (var i = 0; i < 50; i++)
            dispatcher.Publish(Notification($"{i}"));

        var stop = dispatcher.StopAsync(Cancellation);
        await AdvanceUntilAsync(_time, () => stop.IsCompleted);
        await stop;

        Assert.Equal(50, notifier.Titles.Count);
        Assert.Equal(50, flaky.Titles.Count);
        Assert.False(dispatcher.Publish(Notification("too late")));
        AssertCounts("one", published: 51, delivered: 50, NotificationLoss.Stopped, lost: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shutdown_that_runs_out_of_time_counts_what_is_lost(bool deaf)
    {
        var hangs = new TaskCompletionSource();
        var notifier = new TestNotifier("one", (notification, token) => notification.Title == "3" ? deaf ? hangs.Task : hangs.Task.WaitAsync(token) : Task.CompletedTask);
        var dispatcher = Create([notifier]);
        dispatcher.Start();
        for (var i = 0; i < 10; i++)
            dispatcher.Publish(Notification($"{i}"));
        await UntilAsync(() => notifier.Attempts == 4);

        using var limit = new CancellationTokenSource();
        var stop = dispatcher.StopAsync(limit.Token);
        await limit.CancelAsync();
        await AdvanceUntilAsync(_time, () => stop.IsCompleted);
        await stop;
        hangs.SetResult();

        AssertCounts("one", published: 10, delivered: 3, NotificationLoss.NotDelivered, lost: 7);
        Assert.Contains(_logs.Lines, static line => line is { Level: LogLevel.Critical, Id.Id: 1805 } && line.Text.StartsWith("7 notifications", StringComparison.Ordinal));
    }

    [Fact]
    public void Disposed_without_being_stopped_it_counts_what_is_lost()
    {
        var dispatcher = Create([new TestNotifier("one")]);
        dispatcher.Publish(Notification("never started"));

        dispatcher.Dispose();

        AssertCounts("one", published: 1, delivered: 0, NotificationLoss.NotDelivered, lost: 1);
        Assert.False(dispatcher.Publish(Notification("too late")));
    }

    [Fact]
    public void Two_notifiers_of_one_name_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Create([new TestNotifier("same"), new TestNotifier("Same")]));

        Assert.Contains("2 audit notifiers have the name 'same'", error.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _disposables.ForEach(static disposable => disposable.Dispose());
        _logs.Dispose();
        return ValueTask.CompletedTask;
    }

    private static AuditNotification Notification(string title) => SampleNotifications.Of(SampleEvents.Update(), title);

    private NotifierCounters Counters(string notifier) => _counters.All.Single(counters => counters.Notifier == notifier);

    private void AssertCounts(string notifier, long published, long delivered, NotificationLoss loss = NotificationLoss.QueueFull, long lost = 0)
    {
        var counters = Counters(notifier);
        Assert.Equal((published, delivered, lost, lost), (counters.Published, counters.Delivered, counters.Dropped(loss), counters.Dropped()));
    }

    private NotificationDispatcher Create(IAuditNotifier[] notifiers, Action<AuditNotificationOptions>? configure = null)
    {
        var options = new Audit.Hosting.AuditOptions { Notifications = { Log = false } };
        configure?.Invoke(options.Notifications);
        var wrapped = Options.Create(options);
        var set = new NotifierSet(notifiers, wrapped, _time, NullLoggerFactory.Instance);
        var loggers = new LoggerFactory([_logs]);
        var dispatcher = new NotificationDispatcher(set, wrapped, _counters, _time, loggers.CreateLogger<NotificationDispatcher>());
        _disposables.AddRange([dispatcher, set, loggers]);
        return dispatcher;
    }
}
