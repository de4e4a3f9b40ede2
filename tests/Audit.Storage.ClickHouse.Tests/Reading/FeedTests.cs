using Audit.Events;
using Audit.Live;
using Audit.Storage.ClickHouse.Reading;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Reading.Following;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Audit.Storage.ClickHouse.Tests.Reading;

/// <summary>What the engine took last, by its own clock.</summary>
public sealed class FeedTests(EmbeddedEngineFixture engine)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_stored_within_the_window_is_listed_by_arrival_and_can_be_read()
    {
        var events = Recent(300);
        using var database = await AuditLogDatabase.CreateAsync(engine, events[..200]);
        var feed = FeedOf(database);
        var first = await feed.ListAsync(new AuditFeedRequest(Window, null, "", 1_000), Token);
        await database.InsertAsync(events[200..]);
        var second = await feed.ListAsync(new AuditFeedRequest(Window, first.Now.AddMilliseconds(1), "", 1_000), Token);
        var all = await feed.ListAsync(new AuditFeedRequest(Window, null, "", 1_000), Token);

        Assert.Equal((200, 300), (first.Total, all.Total));
        Assert.Equal(first.Now - Window, first.Start);
        Assert.Subset(events.Select(e => e.Id).ToHashSet(), second.Entries.Select(entry => entry.Id).ToHashSet());
        Assert.Equal(all.Entries.Select(entry => entry.IngestedAt).OrderDescending(), all.Entries.Select(entry => entry.IngestedAt));
        var read = await feed.ReadAsync([.. all.Entries.Select(entry => entry.Id)], Token);
        Assert.Equal(events.Select(e => e.Id).Order(), read.Select(stored => stored.Event.Id).Order());
        Assert.Empty(await feed.ReadAsync([Guid.NewGuid()], Token));
        Assert.Empty(await feed.ReadAsync([], Token));
    }

    [Fact]
    public async Task Own_stream_what_lies_before_and_what_is_too_much_are_left_out()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, Recent(50));
        var feed = FeedOf(database);
        Assert.Equal(0, (await feed.ListAsync(new AuditFeedRequest(Window, null, "stream-1", 1_000), Token)).Total);
        var limited = await feed.ListAsync(new AuditFeedRequest(Window, null, "another", 10), Token);
        Assert.Equal((50, 10), (limited.Total, limited.Entries.Count));
        var later = await feed.ListAsync(new AuditFeedRequest(Window, limited.Now.AddHours(1), "", 1_000), Token);
        Assert.Equal(0, later.Total);
        Assert.Empty(later.Entries);
    }

    [Fact]
    public async Task What_arrives_hours_after_it_happened_is_none_of_the_last()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(20));
        Assert.Equal(0, (await FeedOf(database).ListAsync(new AuditFeedRequest(Window, null, "", 1_000), Token)).Total);
    }

    private static ClickHouseAuditFeed FeedOf(AuditLogDatabase database) =>
        new ClickHouseAuditFeed(new QueryRunner(database.Client, new ClickHouseReadOptions(), NullLogger.Instance));

    private static List<AuditEvent> Recent(int count)
    {
        var now = AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow());
        return [.. Enumerable.Range(0, count).Select(i => new AuditEvent(now - i * 1_000_000L, Audit.Context.AuditContext.Background) { Category = EventCategory.System, Action = "x" })];
    }
}
