using System.Globalization;
using Audit.Events;
using Audit.Querying;
using Audit.Testing.EmbeddedEngine;
using FsCheck.Fluent;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class GroupingTests(EmbeddedEngineFixture engine)
{
    private static readonly Dimension[] AllDimensions = Enum.GetValues<Dimension>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_by_any_dimensions_equal_groups_in_memory()
    {
        var events = EventGenerator.Generate(1500);
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        var reader = database.Reader();
        var filters = FilterGenerator.Filter(1).Sample(60);
        var random = new Random(7);
        foreach (var dimension in AllDimensions)
        {
            var second = AllDimensions[random.Next(AllDimensions.Length)];
            Dimension[] by = second == dimension ? [dimension] : [dimension, second];
            var filter = random.Next(3) == 0 ? new AuditFilter() : filters.ElementAt(random.Next(60));
            var query = new AggregateQuery { Filter = filter, By = [.. by], Metrics = [.. Enum.GetValues<Metric>()], Bucket = TimeSpan.FromHours(36), Limit = 10_000 };
            var matching = events.Where(e => FilterEvaluator.Matches(filter, e, EventGenerator.Now)).ToList();
            await AssertGroupsAsync(reader, query, matching);
        }

        await AssertGroupsAsync(reader, new AggregateQuery { Metrics = [.. Enum.GetValues<Metric>()] }, events);
    }

    [Fact]
    public async Task Group_of_nothing_has_a_count_of_zero_and_nothing_else_known()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, []);
        var result = await database.Reader().AggregateAsync(new AggregateQuery { Metrics = [.. Enum.GetValues<Metric>()] }, Token);
        var row = Assert.Single(result.Rows);
        Assert.Equal([0, 0, 0, null, null, null, null, null, null, 0, 0], row.Metrics);
        Assert.Empty((await database.Reader().AggregateAsync(new AggregateQuery { By = [Dimension.Time] }, Token)).Rows);
    }

    [Theory]
    [InlineData(null, SortDirection.Descending)]
    [InlineData(Metric.RowsAffectedSum, SortDirection.Descending)]
    [InlineData(Metric.DurationP95, SortDirection.Ascending)]
    public async Task Groups_are_sorted_and_cut(Metric? orderBy, SortDirection direction)
    {
        var events = EventGenerator.Generate(500);
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        var query = new AggregateQuery { By = [Dimension.ActorId], Metrics = [Metric.Count, .. orderBy is { } m ? new[] { m } : []], OrderBy = orderBy, Direction = direction, Limit = 3 };
        var cut = await database.Reader().AggregateAsync(query, Token);
        var all = await database.Reader().AggregateAsync(query with { Limit = 1000 }, Token);
        Assert.True(cut.Truncated);
        Assert.False(all.Truncated);
        Assert.Equal(all.Rows.Take(3).Select(r => r.Key[0]), cut.Rows.Select(r => r.Key[0]));
        var values = all.Rows.Select(r => r.Metrics[^1]!.Value).ToArray();
        Assert.Equal(direction == SortDirection.Ascending ? values.Order() : values.OrderDescending(), values);
        Assert.True(cut.Elapsed >= TimeSpan.Zero);
    }

    [Fact]
    public async Task Bucket_is_chosen_from_the_range()
    {
        var events = EventGenerator.Generate(2000);
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        var all = await database.Reader().AggregateAsync(new AggregateQuery { By = [Dimension.Time], Limit = 1000 }, Token);
        Assert.InRange(all.Rows.Count, 60, 121);
        Assert.All(all.Rows, row => Assert.Matches("^2026-0[123]-[0-3][0-9]T(00|12):00:00.000000Z$", row.Key[0]!));
        Assert.Equal(all.Rows.Select(r => r.Key[0]).Order(StringComparer.Ordinal), all.Rows.Select(r => r.Key[0]));

        var day = await database.Reader().AggregateAsync(new AggregateQuery { By = [Dimension.Time], Filter = new AuditFilter { Last = TimeSpan.FromDays(1) }, Limit = 1000 }, Token);
        Assert.All(day.Rows, row => Assert.Equal(0, DateTimeOffset.Parse(row.Key[0]!, CultureInfo.InvariantCulture).Minute % 15));
    }

    [Fact]
    public async Task Facets_equal_counts_in_memory()
    {
        var events = EventGenerator.Generate(1500);
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        Dimension[] dimensions = [.. AllDimensions.Where(d => d != Dimension.Time)];
        foreach (var filter in FilterGenerator.Filter(1).Sample(25).Prepend(new AuditFilter()))
        {
            var matching = events.Where(e => FilterEvaluator.Matches(filter, e, EventGenerator.Now)).ToList();
            var facets = await database.Reader().FacetsAsync(new FacetQuery { Filter = filter, Dimensions = [.. dimensions], Limit = 3 }, Token);
            Assert.Equal(dimensions, facets.Select(f => f.Dimension));
            foreach (var facet in facets)
            {
                var expected = matching.SelectMany(e => GroupEvaluator.Values(e, facet.Dimension, default).OfType<string>())
                    .GroupBy(x => x).Select(g => new FacetValue(g.Key, g.Count()))
                    .OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).ToList();
                Assert.Equal(expected.Take(3), facet.Values);
                Assert.Equal(expected.Skip(3).Sum(v => v.Count), facet.OtherCount);
            }
        }
    }

    [Fact]
    public async Task One_facet_and_none_are_facets_too()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(50));
        Assert.Empty(await database.Reader().FacetsAsync(new FacetQuery(), Token));
        Assert.Single(await database.Reader().FacetsAsync(new FacetQuery { Dimensions = [Dimension.Table] }, Token));
    }

    private static async Task AssertGroupsAsync(IAuditReader reader, AggregateQuery query, List<AuditEvent> matching)
    {
        var result = await reader.AggregateAsync(query, Token);
        var expected = GroupEvaluator.Groups(matching, query);
        var actual = result.Rows.ToDictionary(row => string.Join('|', row.Key.Select(k => k ?? "<none>")), row => row.Metrics.ToArray());
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, metrics) in expected)
            Assert.Equal(metrics, actual[key]);
    }
}
