using System.Collections;
using System.Data.Common;
using Audit.AdoNet.Parameters;
using Audit.Events;
using Audit.Redaction;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Audit.AdoNet.Tests.Parameters;

public sealed class ParameterCaptureTests
{
    private static readonly DatabaseTarget Target = new("sqlite", "shop.db", "main");

    [Fact]
    public void Names_are_recorded_and_values_are_not()
    {
        var read = Read(new AdoNetParameterOptions(), Sqlite(("@name", "alice"), ("$qty", 3)));

        Assert.Equal([new AuditParameter("@name", Redacted.Marker), new AuditParameter("$qty", Redacted.Marker)], read);
    }

    [Fact]
    public void Commands_with_equal_names_share_them_and_allocate_nothing()
    {
        var capture = new ParameterCapture(Options.Create(new AdoNetParameterOptions()), new PassingRedactor());
        var parameters = Sqlite(("@a", 1), ("@b", 2));
        _ = capture.Read(parameters, [], out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            _ = capture.Read(parameters, [], out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(capture.Read(parameters, [], out _), capture.Read(Sqlite(("@a", 1), ("@c", 2)), [], out _));
    }

    [Fact]
    public void Parameters_known_by_position_are_named_after_it()
    {
        using var command = new NpgsqlCommand { Parameters = { new() { Value = "alice" }, new() { Value = 3 } } };

        Assert.Equal(["$1", "$2"], Read(new AdoNetParameterOptions(), command.Parameters).Select(parameter => parameter.Name));
        Assert.Equal(
            [new AuditParameter("$1", "alice"), new AuditParameter("$2", "3")],
            Read(Recorded(new ParameterValueRule { Names = { "*" } }), command.Parameters));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parameters_beyond_the_limit_are_left_out_and_that_is_told(bool recordsValues)
    {
        var options = Recorded(recordsValues ? [new ParameterValueRule { Names = { "*" } }] : []);
        options.MaxCount = 2;
        var capture = new ParameterCapture(Options.Create(options), new PassingRedactor());
        var rules = ValueRule.For(Target, options);

        Assert.Equal(2, capture.Read(Sqlite(("@a", 1), ("@b", 2), ("@c", 3)), rules, out var truncated).Length);
        Assert.True(truncated);
        Assert.Equal(2, capture.Read(Sqlite(("@a", 1), ("@b", 2)), rules, out truncated).Length);
        Assert.False(truncated);
        Assert.Empty(capture.Read(Sqlite(), rules, out truncated));
        Assert.False(truncated);
    }

    [Fact]
    public void A_value_that_was_cut_is_told()
    {
        var options = Recorded(new ParameterValueRule { Names = { "*" } });
        options.MaxValueLength = 16;
        var capture = new ParameterCapture(Options.Create(options), new PassingRedactor());

        var read = capture.Read(Sqlite(("@a", new string('x', 17))), ValueRule.For(Target, options), out var truncated);

        Assert.Equal((new string('x', 16) + "…", true), (read[0].Value, truncated));
    }

    public static TheoryData<object?, string> Values => new()
    {
        { null, "<null>" },
        { DBNull.Value, "<null>" },
        { "text", "text" },
        { true, "true" },
        { 1.5, "1.5" },
        { 12345.67m, "12345.67" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "2026-01-02T03:04:05.0000000Z" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "2026-01-02T03:04:05.0000000+02:00" },
        { new DateOnly(2026, 1, 2), "2026-01-02" },
        { new TimeOnly(3, 4, 5), "03:04:05.0000000" },
        { TimeSpan.FromSeconds(61), "00:01:01" },
        { new Guid("f81d4fae-7dec-41d0-a765-00a0c91e6bf6"), "f81d4fae-7dec-41d0-a765-00a0c91e6bf6" },
        { DayOfWeek.Friday, "Friday" },
        { new byte[] { 1, 255 }, "0x01FF" },
        { new[] { 1, 2 }, "[1, 2]" },
        { new[] { "a", null }, "[a, <null>]" },
        { new[] { new[] { 1 } }, "[<Int32[]>]" },
        { new object(), "<Object>" },
        { new Endless(), "<Endless>" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Values_read_the_same_in_every_culture(object? value, string text) =>
        Assert.Equal(text, ParameterValue.Format(value, 100, 10, out _));

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void No_value_is_much_longer_than_allowed(int limit)
    {
        var long_ = new string('x', 1_000_000);
        object[] values = [long_, new byte[1_000_000], Enumerable.Range(0, 1_000_000).ToArray(), new[] { long_, long_ }, string.Concat(Enumerable.Repeat("🚲", 100))];

        Assert.All(values, value =>
        {
            var text = ParameterValue.Format(value, limit, 10, out var isTruncated);
            Assert.True(isTruncated);
            Assert.InRange(text.Length, 10, limit + 8);
            Assert.EndsWith("…", text.TrimEnd(']'), StringComparison.Ordinal);
            Assert.DoesNotContain(text.EnumerateRunes(), rune => rune == System.Text.Rune.ReplacementChar);
        });
    }

    [Fact]
    public void A_huge_array_is_not_copied_to_be_cut()
    {
        var huge = new int[1_000_000];
        var before = GC.GetAllocatedBytesForCurrentThread();

        _ = ParameterValue.Format(huge, 4096, 100, out _);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    private static AdoNetParameterOptions Recorded(params ParameterValueRule[] rules)
    {
        var options = new AdoNetParameterOptions();
        foreach (var rule in rules)
        {
            rule.Classification = "Public";
            options.Rules.Add(rule);
        }

        return options;
    }

    private static AuditParameter[] Read(AdoNetParameterOptions options, DbParameterCollection parameters) =>
        [.. new ParameterCapture(Options.Create(options), new PassingRedactor()).Read(parameters, ValueRule.For(Target, options), out _)];

    private static SqliteParameterCollection Sqlite(params (string Name, object Value)[] parameters)
    {
        var command = new SqliteCommand();
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.Parameters;
    }

    private sealed class Endless : IEnumerable
    {
        public IEnumerator GetEnumerator() => throw new InvalidOperationException("A stream of rows can be read once.");
    }
}
