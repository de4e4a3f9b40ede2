using System.Buffers.Binary;
using Audit.Events;
using Audit.Querying;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class PagingTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<AuditSort, SortDirection> Orders { get; } = new MatrixTheoryData<AuditSort, SortDirection>(Enum.GetValues<AuditSort>(), Enum.GetValues<SortDirection>());

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Pages_forwards_and_backwards_hold_every_event_once_and_in_order(AuditSort sort, SortDirection direction)
    {
        var events = EventGenerator.Generate(400);
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        var reader = database.Reader();
        var filter = new AuditFilter { MinRisk = Risk.Low };
        var expected = Sorted(events.Where(e => e.Risk >= Risk.Low), sort, direction);
        var query = new AuditQuery { Filter = filter, Sort = sort, Direction = direction, Limit = 37 };

        var forwards = new List<Guid>();
        var page = await reader.QueryAsync(query, Token);
        Assert.False(page.HasPrevious);
        while (true)
        {
            forwards.AddRange(page.Items.Select(item => item.Event.Event.Id));
            Assert.Equal(forwards.Count < expected.Length, page.HasNext);
            if (!page.HasNext)
                break;
            page = await reader.QueryAsync(query with { After = page.Items[^1].Cursor }, Token);
            Assert.True(page.HasPrevious);
        }

        var backwards = new List<Guid>();
        page = await reader.QueryAsync(query with { FromEnd = true }, Token);
        Assert.False(page.HasNext);
        while (true)
        {
            backwards.InsertRange(0, page.Items.Select(item => item.Event.Event.Id));
            Assert.Equal(backwards.Count < expected.Length, page.HasPrevious);
            if (!page.HasPrevious)
                break;
            page = await reader.QueryAsync(query with { Before = page.Items[0].Cursor }, Token);
            Assert.True(page.HasNext);
        }

        Assert.Equal(expected, forwards);
        Assert.Equal(expected, backwards);
    }

    [Fact]
    public async Task Last_events_between_two_cursors_are_found()
    {
        var events = EventGenerator.Generate(50);
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        var reader = database.Reader();
        var all = await reader.QueryAsync(new AuditQuery(), Token);

        var between = await reader.QueryAsync(new AuditQuery { After = all.Items[10].Cursor, Before = all.Items[30].Cursor, Limit = 5, FromEnd = true }, Token);
        Assert.Equal(all.Items.Skip(25).Take(5).Select(i => i.Cursor), between.Items.Select(i => i.Cursor));
        Assert.True(between.HasNext);
        Assert.True(between.HasPrevious);

        var first = await reader.QueryAsync(new AuditQuery { After = all.Items[10].Cursor, Before = all.Items[13].Cursor, Limit = 5 }, Token);
        Assert.Equal(all.Items.Skip(11).Take(2).Select(i => i.Cursor), first.Items.Select(i => i.Cursor));
        Assert.True(first.HasNext);
        Assert.True(first.HasPrevious);
    }

    [Fact]
    public async Task Page_behind_the_last_event_is_empty_and_has_previous_events()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(5));
        var reader = database.Reader();
        var all = await reader.QueryAsync(new AuditQuery(), Token);
        var page = await reader.QueryAsync(new AuditQuery { After = all.Items[^1].Cursor }, Token);
        Assert.Empty(page.Items);
        Assert.False(page.HasNext);
        Assert.True(page.HasPrevious);
    }

    [Fact]
    public async Task Nothing_comes_before_a_cursor_whose_events_the_filter_leaves_out()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(60));
        var reader = database.Reader();
        var all = await reader.QueryAsync(new AuditQuery { Limit = 60 }, Token);
        var filter = new AuditFilter { To = all.Items[20].Event.Event.OccurredAt };
        var page = await reader.QueryAsync(new AuditQuery { Filter = filter, After = all.Items[10].Cursor }, Token);
        Assert.False(page.HasPrevious);
        Assert.NotEmpty(page.Items);
    }

    [Fact]
    public async Task Pages_do_not_shift_when_newer_events_arrive()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(100));
        var reader = database.Reader();
        var all = await reader.QueryAsync(new AuditQuery { Limit = 100 }, Token);
        var first = await reader.QueryAsync(new AuditQuery { Limit = 10 }, Token);
        await database.InsertAsync([new AuditEvent(EventGenerator.Now.AddHours(1)) { Category = EventCategory.System, Action = "later" }]);
        var second = await reader.QueryAsync(new AuditQuery { Limit = 10, After = first.Items[^1].Cursor }, Token);
        Assert.Equal(all.Items.Skip(10).Take(10).Select(i => i.Cursor), second.Items.Select(i => i.Cursor));
    }

    private static Guid[] Sorted(IEnumerable<AuditEvent> events, AuditSort sort, SortDirection direction)
    {
        var ascending = events
            .OrderBy(e => sort switch { AuditSort.Duration => e.DurationMicroseconds, AuditSort.RowsAffected => e.RowsAffected, _ => e.OccurredAtUnixMicroseconds })
            .ThenBy(e => EngineOrder(e.Id));
        return [.. (direction == SortDirection.Ascending ? ascending : ascending.Reverse()).Select(e => e.Id)];
    }

    /// <summary>The engine compares the second half of a UUID first.</summary>
    private static UInt128 EngineOrder(Guid id)
    {
        var value = BinaryPrimitives.ReadUInt128BigEndian(id.ToByteArray(bigEndian: true));
        return (value << 64) | (value >> 64);
    }
}
