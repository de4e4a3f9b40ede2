using Audit.Encoding;
using Audit.Events;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Rows;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class EventRowTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Event_that_was_read_encodes_to_the_bytes_it_was_read_from() =>
        Prop.ForAll(
            UglyEvents.Event.Where(e => Enum.IsDefined(e.Category) && Enum.IsDefined(e.Outcome) && Enum.IsDefined(e.Source)).ToArbitrary(), auditEvent =>
        {
            var row = Encode(auditEvent);
            var read = Read(row);
            Assert.Equal(row, Encode(read.Event, sealing: false).Concat(row[^SealingBytes..]).ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Full_event_is_found_by_its_id_with_everything_it_held()
    {
        var full = SampleEvents.Full();
        var full2 = new AuditEvent(SampleEvents.Time, full.Context) { Category = EventCategory.System, Action = "other" };
        using var database = await AuditLogDatabase.CreateAsync(engine, [full, full2, SampleEvents.Update()]);
        var stored = await database.Reader().FindAsync(full2.Id, Token);
        Assert.Equal("other", stored!.Event.Action);

        var page = await database.Reader().QueryAsync(new AuditQuery { Filter = new AuditFilter { Entity = new StringFilter { Eq = "Product" } } }, Token);
        stored = Assert.Single(page.Items).Event;
        Assert.Equal(Encode(full, sealing: false), Encode(stored.Event, sealing: false));
        Assert.Equal("stream-1", stored.Stream);
        Assert.Equal(1UL, stored.Sequence);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(uint.MaxValue), stored.ExpiresAt);
        Assert.True(stored.IngestedAt > DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        Assert.Equal(SampleEvents.Origin, stored.Event.Origin);
        Assert.Equal(Risk.Critical, Assert.Single(stored.Event.Statement!.DestructiveReasons, r => r.Name == "drop_table").Severity);
        Assert.Equal(["app.a", "app.region", "app.ticket"], stored.Event.Attributes.Select(a => a.Name));
    }

    [Fact]
    public async Task Events_of_extreme_times_are_found_by_their_ids()
    {
        long[] times = [-1, 0, 1, 999, 1000, SampleEvents.Time, -2_000_000_000_000_000, 10_000_000_000_000_000];
        var events = times.Select(time => new AuditEvent(time, Audit.Context.AuditContext.Background) { Category = EventCategory.System, Action = "x" }).ToList();
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        foreach (var auditEvent in events)
            Assert.Equal(auditEvent.OccurredAtUnixMicroseconds, (await database.Reader().FindAsync(auditEvent.Id, Token))?.Event.OccurredAtUnixMicroseconds);
    }

    [Fact]
    public async Task Id_that_no_event_has_finds_nothing()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, [SampleEvents.Full()]);
        Assert.Null(await database.Reader().FindAsync(AuditId.Create(SampleEvents.Time), Token));
        Assert.Null(await database.Reader().FindAsync(Guid.Empty, Token));
    }

    [Fact]
    public void Names_of_later_versions_are_read_as_unknown()
    {
        var row = Encode(SampleEvents.Update());
        var read = Read(Replace(Replace(row, "save_changes", "save_charges"), "succeeded", "suspended"));
        Assert.Equal(CommandSource.Unknown, read.Event.Source);
        Assert.Equal(Events.Outcome.Unknown, read.Event.Outcome);
    }

    private const int SealingBytes = 1 + 1 + 8 + 4 + 8;

    private static StoredAuditEvent Read(byte[] row)
    {
        // The answer to a query leaves out the leaf check and adds the time of ingestion.
        return Assert.Single(EventRowReader.ReadAll(row));
    }

    private static byte[] Encode(AuditEvent auditEvent, bool sealing = true)
    {
        var row = new RowWriter(1024);
        new RowEncoder(SampleEvents.Origin).Encode(auditEvent, "standard", row);
        if (sealing)
        {
            row.Text("stream", "s");
            row.UInt64(7);
            row.Raw([1, 0, 0, 0]);
            row.Int64(1000);
        }

        return row.Written.ToArray();
    }

    private static byte[] Replace(byte[] bytes, string from, string to)
    {
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        Assert.Contains(from, text, StringComparison.Ordinal);
        return System.Text.Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }
}
