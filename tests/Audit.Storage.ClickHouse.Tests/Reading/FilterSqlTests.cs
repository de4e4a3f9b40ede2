using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Audit.Events;
using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class FilterSqlTests
{
    private const string Value = "hostile'\\\";{p0:String}--/*";

    public static TheoryData<string> Fields { get; } = [.. typeof(AuditFilter).GetProperties().Where(p => p.PropertyType != typeof(Type)).Select(p => p.Name)];

    public static TheoryData<string, string> TextFields { get; } = new MatrixTheoryData<string, string>(
        typeof(AuditFilter).GetProperties().Where(p => p.PropertyType == typeof(StringFilter) && p.Name != nameof(AuditFilter.Fingerprint)).Select(p => p.Name).ToArray(),
        typeof(StringFilter).GetProperties().Where(p => p.PropertyType != typeof(Type)).Select(p => p.Name).ToArray());

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_field_makes_a_condition(string field)
    {
        var property = typeof(AuditFilter).GetProperty(field)!;
        var filter = With(new AuditFilter(), property, Sample(property));
        Assert.NotEqual("(1)", Write(filter).ToString());

        // One that fulfils none of the samples.
        var other = new AuditEvent(field == nameof(AuditFilter.To) ? AuditEvent.UnixMicroseconds(EventGenerator.Now) : 0, Audit.Context.AuditContext.Background)
        {
            Category = EventCategory.System,
            Action = "y",
            Destructive = true,
            ParentId = EventGenerator.ParentId(1),
        };
        Assert.False(AuditFilterPredicate.Of(filter).Matches(other, EventGenerator.Now));
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void Value_of_every_text_condition_travels_as_a_parameter(string field, string condition)
    {
        var property = typeof(StringFilter).GetProperty(condition)!;
        object value = property.PropertyType == typeof(string) ? Value : (ImmutableArray<string>?)[Value, "b"];
        var sql = Write(With(new AuditFilter(), typeof(AuditFilter).GetProperty(field)!, With(new StringFilter(), property, value)));
        Assert.DoesNotContain("hostile", sql.ToString(), StringComparison.Ordinal);
        Assert.Contains(sql.Parameters, p => p.Value is string[] list ? list.Contains(Value) : ((string)p.Value).StartsWith("hostile", StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_of_any_filter_is_ever_part_of_the_statement() =>
        Prop.ForAll(FilterGenerator.Filter(3).ToArbitrary(), filter =>
        {
            var marked = (AuditFilter)Mark(filter)!;
            var sql = Write(marked);
            Assert.DoesNotContain("µ", sql.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("'", sql.ToString().Replace("'UTC'", "", StringComparison.Ordinal).Replace("toIPv6('::')", "", StringComparison.Ordinal)
                .Replace("' '", "", StringComparison.Ordinal).Replace(FingerprintCondition.Text.Text, "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal(sql.Parameters.Count, sql.Parameters.Select(p => p.Name).Distinct().Count());
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(FilterLimits.MaxDepth, true)]
    [InlineData(FilterLimits.MaxDepth + 1, false)]
    public void Depth_is_bounded(int depth, bool allowed)
    {
        var filter = new AuditFilter();
        for (var i = 1; i < depth; i++)
            filter = new AuditFilter { Not = filter };
        AssertValidity(filter, allowed, "nested deeper than 16");
    }

    [Fact]
    public void Number_of_conditions_is_bounded() =>
        AssertValidity(new AuditFilter { Or = [.. Enumerable.Repeat(new AuditFilter { Destructive = true, MinRisk = Risk.Low }, 200)] }, false, "more than 256 conditions");

    [Fact]
    public void Conditions_count_the_same_in_memory()
    {
        foreach (var filter in FilterGenerator.Filter().Sample(200))
        {
            var many = Enumerable.Range(1, 300).Select(count => new AuditFilter { Or = [.. Enumerable.Repeat(filter, count)] }).First(x => Record.Exception(() => Write(x)) is not null);
            Assert.EndsWith("the filter has more than 256 conditions.", Assert.Throws<AuditQueryException>(() => Write(many)).Message, StringComparison.Ordinal);
            Assert.EndsWith("the filter has more than 256 conditions.", Assert.Throws<AuditQueryException>(() => AuditFilterPredicate.Of(many)).Message, StringComparison.Ordinal);
            AuditFilterPredicate.Of(many with { Or = many.Or!.Value.RemoveAt(0) });
        }
    }

    [Fact]
    public void Length_of_a_text_is_bounded() =>
        AssertValidity(new AuditFilter { And = [new AuditFilter { ActorId = new StringFilter { Contains = new string('x', 4097) } }] }, false, "filter.and[0].actorId.contains: a text is longer than 4096");

    [Fact]
    public void Length_of_all_texts_is_bounded() =>
        AssertValidity(new AuditFilter { TraceId = new StringFilter { In = [.. Enumerable.Repeat(new string('x', 100), 700)] } }, false, "filter.traceId.in: the texts of the filter");

    [Fact]
    public void A_thousand_transaction_ids_are_allowed() =>
        AssertValidity(new AuditFilter { TransactionId = new StringFilter { In = [.. Enumerable.Repeat(Guid.Empty.ToString(), 1000)] } }, true, "");

    [Fact]
    public void Length_of_a_list_is_bounded() =>
        AssertValidity(new AuditFilter { Operation = [.. Enumerable.Repeat("SELECT", 1001)] }, false, "filter.operation.in: the list has more than 1000");

    [Fact]
    public void Number_of_words_is_bounded() =>
        AssertValidity(new AuditFilter { Search = string.Join(' ', Enumerable.Repeat("a", 17)) }, false, "filter.search: there are more than 16 words");

    [Theory]
    [InlineData("nothing")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.1")]
    [InlineData("1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("::1/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("")]
    public void Address_that_is_none_is_refused(string address) => AssertValidity(new AuditFilter { ClientIp = address }, false, "filter.clientIp: it must be an IP address");

    [Theory]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", "::ffff:10.1.2.3")]
    [InlineData("10.1.2.3/8", "::ffff:10.0.0.0", "::ffff:10.255.255.255")]
    [InlineData("0.0.0.0/0", "::ffff:0:0", "::ffff:255.255.255.255")]
    [InlineData("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Range_has_its_first_and_last_address(string text, string first, string last)
    {
        Assert.True(AddressRange.TryParse(text, out var range));
        Assert.Equal((first, last), (range.First.ToString(), range.Last.ToString()));
    }

    [Fact]
    public void Relative_range_excludes_an_absolute_one() =>
        AssertValidity(new AuditFilter { Last = TimeSpan.FromHours(1), To = EventGenerator.Now }, false, "filter.last: it excludes from and to");

    [Fact]
    public void Relative_range_must_be_positive() => AssertValidity(new AuditFilter { Last = TimeSpan.Zero }, false, "filter.last: the duration must be greater than zero");

    [Theory]
    [InlineData("xyz")]
    [InlineData("0x12")]
    [InlineData("12345678901234567")]
    public void Fingerprint_must_have_its_digits(string text) =>
        AssertValidity(new AuditFilter { Fingerprint = new StringFilter { Eq = text } }, false, "filter.fingerprint.eq: a fingerprint has 16 hexadecimal digits");

    [Fact]
    public void Pattern_must_not_end_with_a_quote_of_nothing() =>
        AssertValidity(new AuditFilter { Action = new StringFilter { Like = "a\\" } }, false, "filter.action.like: the pattern ends with a backslash");

    [Fact]
    public void Undefined_value_is_refused() =>
        AssertValidity(new AuditFilter { Or = [new AuditFilter { Category = [EventCategory.System, (EventCategory)99] }] }, false, "filter.or[0].category[1]: there is no such value");

    [Theory]
    [InlineData("a\\%b\\_c\\\\", "a\\%b\\_c\\\\")]
    [InlineData("\\a\\b%_", "ab%_")]
    [InlineData("plain", "plain")]
    [InlineData("a\\", null)]
    public void Patterns_are_brought_into_the_form_of_the_engine(string pattern, string? expected) => Assert.Equal(expected, LikePattern.Normalise(pattern));

    private static SqlText Write(AuditFilter filter)
    {
        var sql = new SqlText();
        new FilterSql(sql, AuditEvent.UnixMicroseconds(EventGenerator.Now)).Write(filter);
        return sql;
    }

    private static void AssertValidity(AuditFilter filter, bool valid, string message)
    {
        if (valid)
        {
            Assert.NotEmpty(Write(filter).ToString());
            Assert.NotNull(AuditFilterPredicate.Of(filter));
            return;
        }

        var error = Assert.Throws<AuditQueryException>(() => Write(filter));
        Assert.Equal(AuditQueryFailure.Invalid, error.Failure);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<AuditQueryException>(() => AuditFilterPredicate.Of(filter)).Message);
    }

    /// <summary>Puts a sign that no SQL holds into every free text of a filter.</summary>
    private static object? Mark(object? value) => value switch
    {
        null => null,
        string text => text + "µ",
        AuditFilter filter => Map(filter, p => p.Name is not (nameof(AuditFilter.ClientIp) or nameof(AuditFilter.Fingerprint))),
        StringFilter filter => Map(filter, _ => true),
        AttributeFilter attribute => new AttributeFilter(attribute.Name + "µ", (StringFilter)Mark(attribute.Value)!),
        ImmutableArray<string> texts => texts.Select(t => t + "µ").ToImmutableArray(),
        ImmutableArray<AuditFilter> filters => filters.Select(f => (AuditFilter)Mark(f)!).ToImmutableArray(),
        ImmutableArray<AttributeFilter> attributes => attributes.Select(a => (AttributeFilter)Mark(a)!).ToImmutableArray(),
        _ => value,
    };

    private static T Map<T>(T record, Func<PropertyInfo, bool> marks)
        where T : notnull, new()
    {
        var copy = new T();
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite))
            property.SetValue(copy, marks(property) ? Mark(property.GetValue(record)) : property.GetValue(record));
        return copy;
    }

    private static T With<T>(T record, PropertyInfo property, object value)
    {
        property.SetValue(record, value);
        return record;
    }

    private static object Sample(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when property.Name == nameof(AuditFilter.ClientIp) => "10.0.0.1",
            _ when property.Name == nameof(AuditFilter.Fingerprint) => new StringFilter { Eq = "00000000000000ff" },
            _ when type == typeof(Risk) => Risk.High,
            _ when type == typeof(string) => "x",
            _ when type == typeof(StringFilter) => new StringFilter { Eq = "x" },
            _ when type == typeof(LongFilter) => new LongFilter { Gt = 1 },
            _ when type == typeof(AuditFilter) => new AuditFilter(),
            _ when type == typeof(DateTimeOffset) => EventGenerator.Now,
            _ when type == typeof(TimeSpan) => TimeSpan.FromHours(1),
            _ when typeof(IEnumerable).IsAssignableFrom(type) => Activator.CreateInstance(type)!,
            _ => Activator.CreateInstance(type)!,
        };
    }
}
