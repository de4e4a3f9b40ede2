using System.Net;
using Audit.Context;
using Audit.Encoding;
using Audit.Events;
using Audit.Schema;
using Audit.Statements;
using Audit.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Tests.Encoding;

public sealed class RowEncoderTests
{
    [Fact]
    public void A_row_holds_exactly_the_columns_of_the_schema_whatever_the_event()
    {
        // One encoder for all, as in the pipeline: nothing of an event may leak into the next.
        var encoder = new RowEncoder(SampleEvents.Origin);
        var row = new RowWriter(16);

        Prop.ForAll(UglyEvents.Event.ToArbitrary(), auditEvent =>
        {
            row.Truncate(0);
            encoder.Encode(auditEvent, "default", row);
            ExpectedRow.AssertEqual(auditEvent, "default", SampleEvents.Origin, NaiveRowReader.Read(row.Written));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_ten_megabyte_statement_is_encoded_whole()
    {
        var text = string.Concat(Enumerable.Repeat("漢字 and ascii ", 10 * 1024 * 1024 / 14));

        var values = Encode(With(new StatementInfo { RedactedText = text }));

        Assert.Equal(text, values["statement"]);
    }

    [Fact]
    public void Two_thousand_keys_are_sorted_by_their_bytes_and_unique()
    {
        var names = Enumerable.Range(0, 2000).Select(i => (char)(i * 31 % 0xD7FF + 1) + (i % 3 == 0 ? "🚲" : "\uE000")).ToArray();
        var auditEvent = Event(attributes: [.. names.Select((name, i) => new AuditAttribute(name, $"{i}")), new(names[5], "last")]);

        var pairs = (KeyValuePair<string, string>[])Encode(auditEvent)["attributes"]!;

        var keys = pairs.Select(pair => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(pair.Key))).ToArray();
        Assert.Equal(names.Distinct().Count(), keys.Length);
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.Equal("last", pairs.Single(pair => pair.Key == names[5]).Value);
    }

    [Fact]
    public void Keys_that_differ_only_in_lone_surrogates_become_one()
    {
        var values = Encode(Event(attributes: [new("k\uD800", "first"), new("k\uDC00", "last")]));

        Assert.Equal([new KeyValuePair<string, string>("k\uFFFD", "last")], (KeyValuePair<string, string>[])values["attributes"]!);
        Assert.Equal(["attributes:lone_surrogate"], (string?[])values["redactions"]!);
    }

    [Fact]
    public void Lone_surrogates_are_replaced_and_flagged_once_per_column()
    {
        var auditEvent = new AuditEvent(SampleEvents.Time, AuditContext.Background)
        {
            Category = EventCategory.Database,
            Action = "db.select",
            ErrorMessage = "a\uD800b\uDC00",
            Parameters = [new("p", "\uDBFF"), new("q", "\uDBFF")],
            Redactions = ["statement:truncated"],
        };

        var values = Encode(auditEvent);

        Assert.Equal("a\uFFFDb\uFFFD", values["error_message"]);
        Assert.Equal(["statement:truncated", "parameters:lone_surrogate", "error_message:lone_surrogate"], (string?[])values["redactions"]!);
    }

    [Fact]
    public void A_replacement_character_that_was_there_before_is_not_flagged()
    {
        var values = Encode(Event(action: "\uFFFD"));

        Assert.Empty((string?[])values["redactions"]!);
    }

    [Fact]
    public void The_application_acts_when_the_system_actor_has_no_id()
    {
        var values = Encode(Event());

        Assert.Equal("system", values["actor_type"]);
        Assert.Equal("shop", values["actor_id"]);
        Assert.Equal("shop", values["actor_name"]);
    }

    [Fact]
    public void The_events_attributes_win_over_the_contexts()
    {
        var pairs = (KeyValuePair<string, string>[])Encode(SampleEvents.Full())["attributes"]!;

        Assert.Equal([new("app.a", "1"), new("app.region", "north"), new("app.ticket", "from the event")], pairs);
    }

    [Fact]
    public void An_IPv4_address_is_mapped_and_no_address_is_zero()
    {
        Assert.Equal(IPAddress.Parse("::ffff:203.0.113.9"), Encode(SampleEvents.Update())["client_ip"]);
        Assert.Equal(IPAddress.IPv6Any, Encode(SampleEvents.Bare())["client_ip"]);
    }

    [Fact]
    public void A_typical_event_is_encoded_without_allocating()
    {
        var encoder = new RowEncoder(SampleEvents.Origin);
        var row = new RowWriter(64 * 1024);
        var auditEvent = SampleEvents.Update();
        encoder.Encode(auditEvent, "default", row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            row.Truncate(0);
            encoder.Encode(auditEvent, "default", row);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("update")]
    [InlineData("bare")]
    [InlineData("full")]
    public async Task The_bytes_are_those_of_the_approved_snapshot(string name)
    {
        var row = new RowWriter(16);
        new RowEncoder(SampleEvents.Origin).Encode(
            name switch { "update" => SampleEvents.Update(), "bare" => SampleEvents.Bare(), _ => SampleEvents.Full() }, "default", row);

        var approved = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Encoding", "Approved", name + ".hex"), TestContext.Current.CancellationToken);

        var actual = Convert.ToHexStringLower(row.Written);
        Assert.True(approved.ReplaceLineEndings("") == actual, $"Rows already stored can no longer be verified. To approve:\n{actual}");
    }

    [Fact]
    public void Version_one_has_the_columns_it_always_had()
    {
        Assert.Equal(1, AuditSchema.Version);
        Assert.Equal(55, AuditSchema.Columns.Count);
    }

    private static AuditEvent Event(string action = "x", params AuditAttribute[] attributes) => new(SampleEvents.Time, AuditContext.Background)
    {
        Category = EventCategory.System,
        Action = action,
        Attributes = [.. attributes],
    };

    private static AuditEvent With(StatementInfo statement) => new(SampleEvents.Time, AuditContext.Background)
    {
        Category = EventCategory.Database,
        Action = "db.select",
        Statement = statement,
    };

    private static IReadOnlyDictionary<string, object?> Encode(AuditEvent auditEvent)
    {
        var row = new RowWriter(16);
        new RowEncoder(SampleEvents.Origin).Encode(auditEvent, "default", row);
        return NaiveRowReader.Read(row.Written);
    }
}
