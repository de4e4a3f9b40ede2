using System.Diagnostics;
using Audit.Context;
using Audit.Events;

namespace Audit.Abstractions.Tests.Events;

public sealed class AuditEventTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(19, 1)]
    [InlineData(-1, -1)]
    [InlineData(-10, -1)]
    [InlineData(-11, -2)]
    public void Times_are_floored_to_microseconds_also_before_1970(long ticks, long microseconds) =>
        Assert.Equal(microseconds, AuditEvent.UnixMicroseconds(DateTimeOffset.UnixEpoch.AddTicks(ticks)));

    [Fact]
    public void A_copy_has_every_member_of_the_original()
    {
        var original = new AuditEvent(1_234_567, AuditContext.Background with { RequestId = "r" })
        {
            Id = Guid.NewGuid(),
            Origin = new AuditOrigin("a", "e", "i"),
            Category = EventCategory.Database,
            Action = "db.delete",
            Outcome = Outcome.Failed,
            Risk = Risk.High,
            Destructive = true,
            Source = CommandSource.AdoNet,
            Database = new DatabaseTarget("s", "v", "n"),
            Statement = new Audit.Statements.StatementInfo(),
            Parameters = [new("p", "v")],
            Redactions = ["x"],
            RowsAffected = 1,
            RowsRead = 2,
            DurationMicroseconds = 3,
            ErrorCode = "c",
            ErrorMessage = "m",
            TraceId = "t",
            SpanId = "s",
            TransactionId = Guid.NewGuid(),
            ParentId = Guid.NewGuid(),
            Command = new CommandRun("c", []),
            Entity = new EntityChange("e", "k", "added", []),
            Attributes = [new("a", "b")],
            RetentionClass = "r",
        };
        var blank = new AuditEvent(0, AuditContext.Background) { Category = EventCategory.System, Action = "" };
        var copy = new AuditEvent(original);

        Assert.All(typeof(AuditEvent).GetProperties(), property =>
        {
            Assert.NotEqual(property.GetValue(blank), property.GetValue(original));
            Assert.Equal(property.GetValue(original), property.GetValue(copy));
        });
    }

    [Fact]
    public void The_offset_of_a_time_does_not_count()
    {
        var recorded = Event(Time.ToOffset(TimeSpan.FromHours(9)).AddTicks(12_345_678));

        Assert.Equal(Time.AddTicks(12_345_670), recorded.OccurredAt);
        Assert.Equal(TimeSpan.Zero, recorded.OccurredAt.Offset);
        Assert.Equal((recorded.OccurredAt - DateTimeOffset.UnixEpoch).Ticks / 10, recorded.OccurredAtUnixMicroseconds);
        Assert.Equal(recorded.OccurredAtUnixMicroseconds / 1000, AuditId.UnixMilliseconds(recorded.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    public void Times_at_the_ends_of_the_calendar_are_kept(int year)
    {
        var time = new DateTimeOffset(year, 12, 31, 23, 59, 59, TimeSpan.Zero);
        Assert.Equal(time, Event(time).OccurredAt);
    }

    [Fact]
    public void An_event_is_stamped_with_the_ambient_context()
    {
        var parent = AuditId.Create(1);
        var context = AuditContext.Background with { Actor = AuditActor.Service("nightly"), ParentEventId = parent };

        AuditEvent inside;
        using (AuditContext.Push(context))
            inside = Event(Time);

        Assert.Same(context, inside.Context);
        Assert.Equal(parent, inside.ParentId);
        Assert.Same(AuditContext.Background, Event(Time).Context);
    }

    [Fact]
    public void The_trace_is_the_activitys_and_else_the_contexts()
    {
        using var scope = AuditContext.Push(AuditContext.Background with { TraceId = "trace", SpanId = "span" });
        var without = Event(Time);
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        var within = Event(Time);

        Assert.Equal(("trace", "span"), (without.TraceId, without.SpanId));
        Assert.Equal((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), (within.TraceId, within.SpanId));
    }

    [Fact]
    public void An_event_with_a_context_of_its_own_takes_nothing_from_its_surroundings()
    {
        using var scope = AuditContext.Push(AuditContext.Background with { Actor = AuditActor.Service("reader") });
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();

        var recorded = new AuditEvent(1, AuditContext.Background) { Category = EventCategory.System, Action = "system.gap" };

        Assert.Same(AuditContext.Background, recorded.Context);
        Assert.Null(recorded.TraceId);
        Assert.Null(recorded.SpanId);
    }

    [Fact]
    public void What_is_not_known_reads_so()
    {
        var recorded = Event(Time);

        Assert.Equal((-1, -1), (recorded.RowsAffected, recorded.RowsRead));
        Assert.Equal(Outcome.Succeeded, recorded.Outcome);
        Assert.Equal(CommandSource.Unknown, recorded.Source);
        Assert.True(recorded.Parameters.IsEmpty && recorded.Redactions.IsEmpty && recorded.Attributes.IsEmpty);
    }

    private static AuditEvent Event(DateTimeOffset time) => new(time) { Category = EventCategory.Database, Action = "db.select" };
}
