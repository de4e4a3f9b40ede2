using Audit.Context;
using Audit.Events;
using Audit.Live;
using Audit.Querying;
using Audit.Storage;
using Audit.Tests.Hosting;

namespace Audit.Tests.Live;

/// <summary>Following what this process records.</summary>
public sealed class LiveTailTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_reaches_who_follows_before_the_store_has_it()
    {
        await using var pipeline = new TestPipeline();
        var stored = new TaskCompletionSource();
        pipeline.Store.BeforeWrite = (_, _) => new ValueTask(stored.Task);
        pipeline.Pipeline.Start();
        using var subscription = pipeline.Get<IAuditLiveTail>().Subscribe(new AuditFilter());

        pipeline.Log.Record(TestPipeline.Event(7));
        var live = await subscription.ReadAsync(Cancellation);

        Assert.Equal((7, 0), (live!.Value.Event.Event.RowsRead, live.Value.Skipped));
        Assert.Equal(default, live.Value.Event.IngestedAt);
        stored.SetResult();
    }

    [Fact]
    public async Task Event_has_the_form_in_which_it_is_stored()
    {
        await using var pipeline = new TestPipeline(options => options.Retention.Classes["short"] = new() { KeepFor = TimeSpan.FromDays(1) });
        pipeline.Pipeline.Start();
        using var subscription = pipeline.Get<IAuditLiveTail>().Subscribe(new AuditFilter { Application = new StringFilter { Eq = "shop" } });

        var context = AuditContext.Background with { Attributes = [new AuditAttribute("b", "context"), new AuditAttribute("a", "context")] };
        pipeline.Log.Record(new AuditEvent(Audit.Testing.SampleEvents.Time, context)
        {
            Category = EventCategory.Database,
            Action = "db.select",
            Attributes = [new AuditAttribute("b", "event")],
            Parameters = [new AuditParameter("p2", "2"), new AuditParameter("p1", "1")],
            RetentionClass = "short",
        });
        var live = (await subscription.ReadAsync(Cancellation))!.Value.Event;

        Assert.Equal(new AuditOrigin("shop", "Test", "test-1"), live.Event.Origin);
        Assert.Equal([new AuditAttribute("a", "context"), new AuditAttribute("b", "event")], live.Event.Attributes);
        Assert.Equal(["p1", "p2"], live.Event.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(("shop", "shop"), (live.Event.Context.Actor.Id, live.Event.Context.Actor.Name));
        Assert.Equal("short", live.Event.RetentionClass);
        Assert.Equal(live.Event.OccurredAt.AddDays(1).ToUnixTimeSeconds(), live.ExpiresAt.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Each_who_follows_gets_what_fulfils_their_filter_and_no_more()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        var tail = pipeline.Get<IAuditLiveTail>();
        using var entities = tail.Subscribe(new AuditFilter { Category = [EventCategory.Entity] });
        using var all = tail.Subscribe(new AuditFilter());

        for (var i = 0; i < 10; i++)
            pipeline.Log.Record(TestPipeline.Event(i, category: i % 2 == 0 ? EventCategory.Entity : EventCategory.Database));

        for (var i = 0; i < 10; i++)
            Assert.Equal(i, (await all.ReadAsync(Cancellation))!.Value.Event.Event.RowsRead);
        for (var i = 0; i < 10; i += 2)
            Assert.Equal(i, (await entities.ReadAsync(Cancellation))!.Value.Event.Event.RowsRead);
    }

    [Fact]
    public async Task What_is_not_taken_in_time_is_skipped_the_oldest_first_and_told()
    {
        await using var pipeline = new TestPipeline(options => options.Live.SubscriberCapacity = 10);
        pipeline.Pipeline.Start();
        var tail = pipeline.Get<LiveTail>();
        using var slow = ((IAuditLiveTail)tail).Subscribe(new AuditFilter { Category = [EventCategory.Database] });
        using var other = ((IAuditLiveTail)tail).Subscribe(new AuditFilter { Category = [EventCategory.System] });

        for (var i = 0; i < 100; i++)
            pipeline.Log.Record(TestPipeline.Event(i));
        pipeline.Log.Record(TestPipeline.Event(100, category: EventCategory.System));
        Assert.Equal(100, (await other.ReadAsync(Cancellation))!.Value.Event.Event.RowsRead);

        var first = (await slow.ReadAsync(Cancellation))!.Value;
        Assert.Equal((90, 90), (first.Event.Event.RowsRead, first.Skipped));
        var second = (await slow.ReadAsync(Cancellation))!.Value;
        Assert.Equal((91, 0), (second.Event.Event.RowsRead, second.Skipped));
        Assert.Equal(90, tail.Skipped);
    }

    [Fact]
    public async Task Pipeline_that_is_faster_than_all_who_follow_is_not_held_up_and_every_event_is_delivered_or_counted()
    {
        const int Count = 20_000;
        await using var pipeline = new TestPipeline(options => options.Live.Capacity = 16);
        using var subscription = pipeline.Get<IAuditLiveTail>().Subscribe(new AuditFilter());
        for (var i = 0; i < Count; i++)
            pipeline.Log.Record(TestPipeline.Event(i));
        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);
        Assert.Equal(Count, pipeline.Store.Rows.Count);

        // Those that come last are never skipped by what comes before.
        var seen = 0L;
        for (var last = -1L; last < Count - 1;)
        {
            var live = (await subscription.ReadAsync(Cancellation))!.Value;
            Assert.True(live.Event.Event.RowsRead > last);
            last = live.Event.Event.RowsRead;
            seen += 1 + live.Skipped;
        }

        Assert.Equal(Count, seen);
    }

    [Fact]
    public async Task Two_hundred_who_take_nothing_hold_no_more_memory_after_twenty_thousand_events_than_after_five_thousand()
    {
        await using var pipeline = new TestPipeline(options => options.Live.SubscriberCapacity = 1_000, store: new ForgetfulStore());
        pipeline.Pipeline.Start();
        var tail = pipeline.Get<LiveTail>();
        var subscriptions = Enumerable.Range(0, 200).Select(_ => ((IAuditLiveTail)tail).Subscribe(new AuditFilter())).ToArray();
        using var reader = ((IAuditLiveTail)tail).Subscribe(new AuditFilter());

        await RecordAsync(5_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RecordAsync(15_000);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(grown, long.MinValue, 8 << 20);
        Assert.InRange(tail.Skipped, 200 * 19_000, long.MaxValue);
        foreach (var subscription in subscriptions)
            subscription.Dispose();

        async Task RecordAsync(int count)
        {
            // Many at once: the consumer dozes after each that comes alone.
            for (var i = 0; i < count; i += 500)
            {
                for (var j = 0; j < 500; j++)
                    pipeline.Log.Record(TestPipeline.Event(i + j));
                for (var j = 0; j < 500; j++)
                    await reader.ReadAsync(Cancellation);
            }
        }
    }

    [Fact]
    public async Task Reading_the_log_is_not_followed()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        using var subscription = pipeline.Get<IAuditLiveTail>().Subscribe(new AuditFilter());
        foreach (var (category, action) in new[] { (EventCategory.Access, "audit.read"), (EventCategory.Access, "audit.export"), (EventCategory.Access, "auth.sign_in"), (EventCategory.System, "audit.gap") })
            pipeline.Log.Record(new AuditEvent(Audit.Testing.SampleEvents.Time, AuditContext.Background) { Category = category, Action = action });

        Assert.Equal("auth.sign_in", (await subscription.ReadAsync(Cancellation))!.Value.Event.Event.Action);
        Assert.Equal("audit.gap", (await subscription.ReadAsync(Cancellation))!.Value.Event.Event.Action);
    }

    [Fact]
    public async Task Nothing_comes_after_the_end_and_nobody_is_counted_any_more()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        var tail = pipeline.Get<LiveTail>();
        var one = tail.Subscribe(new AuditFilter());
        var two = tail.Subscribe(new AuditFilter());
        Assert.Equal(2, tail.Subscribers);
        var waiting = one.ReadAsync(Cancellation);
        one.Dispose();
        one.Dispose();
        Assert.Null(await waiting);
        Assert.Equal(1, tail.Subscribers);
        two.Dispose();
        Assert.Equal(0, tail.Subscribers);

        pipeline.Log.Record(TestPipeline.Event(1));
        await pipeline.Log.FlushAsync(Cancellation);
        using var three = tail.Subscribe(new AuditFilter());
        pipeline.Log.Record(TestPipeline.Event(2));
        Assert.Equal(2, (await three.ReadAsync(Cancellation))!.Value.Event.Event.RowsRead);
    }

    [Fact]
    public async Task End_of_the_application_ends_all()
    {
        var pipeline = new TestPipeline();
        var tail = pipeline.Get<IAuditLiveTail>();
        var subscription = tail.Subscribe(new AuditFilter());
        await pipeline.DisposeAsync();
        Assert.Null(await subscription.ReadAsync(Cancellation));
        Assert.Null(await tail.Subscribe(new AuditFilter()).ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Wrong_filter_is_refused_as_a_store_would()
    {
        await using var pipeline = new TestPipeline();
        var refusal = Assert.Throws<AuditQueryException>(() => pipeline.Get<IAuditLiveTail>().Subscribe(new AuditFilter { ClientIp = "nowhere" }));
        Assert.StartsWith("filter.clientIp: it must be an IP address", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Get<LiveTail>().Subscribers);
    }

    private sealed class ForgetfulStore : IAuditStore
    {
        public string Description => "nothing";

        public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
