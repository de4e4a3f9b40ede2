using System.Text.Json.Nodes;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Schema.Aggregation;

public sealed class AggregationTests : IAsyncLifetime
{
    private readonly MemoryReader _reader = new();
    private GraphHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GraphHost.StartAsync(_reader);

    [Fact]
    public async Task Groups_are_asked_for_as_written_and_shown_in_that_order()
    {
        var data = await _host.DataAsync("""
            {aggregate(filter:{destructive:true},by:[TIME,DB_SYSTEM],metrics:[DURATION_P95,FAILURES],bucket:"PT5M",orderBy:{metric:FAILURES,direction:ASC},limit:7)
            {rows{key{dimension value} metrics{metric value}} truncated elapsedMilliseconds}}
            """);
        Assert.Equal(
            """{"aggregate":{"rows":[{"key":[{"dimension":"TIME","value":null},{"dimension":"DB_SYSTEM","value":null}],"metrics":[{"metric":"DURATION_P95","value":8},{"metric":"FAILURES","value":null}]}],"truncated":false,"elapsedMilliseconds":1.5}}""",
            data.ToJsonString());
        var query = Assert.Single(_reader.Aggregates);
        Assert.True(query.Filter.Destructive);
        Assert.Equal([Dimension.Time, Dimension.DbSystem], query.By);
        Assert.Equal([Metric.DurationP95, Metric.Failures], query.Metrics);
        Assert.Equal((TimeSpan.FromMinutes(5), Metric.Failures, SortDirection.Ascending, 7), (query.Bucket, query.OrderBy, query.Direction, query.Limit));
    }

    [Fact]
    public async Task Defaults_are_those_of_the_contract()
    {
        await _host.DataAsync("{aggregate(by:[]){truncated} b:aggregate(by:[ACTION],orderBy:{metric:COUNT},limit:null){truncated} facets(dimensions:[ACTION]){otherCount}}");
        Assert.Equal([(null, SortDirection.Descending, 100), ((Metric?)Metric.Count, SortDirection.Descending, 100)], _reader.Aggregates.Select(query => (query.OrderBy, query.Direction, query.Limit)));
        Assert.All(_reader.Aggregates, query => Assert.Equal([Metric.Count], query.Metrics));
        Assert.Equal(10, Assert.Single(_reader.Facets).Limit);
    }

    [Fact]
    public async Task Every_dimension_and_metric_has_its_value_in_the_reader()
    {
        var dimensions = new JsonArray([.. (await NamesAsync("Dimension")).Select(name => JsonValue.Create(name))]);
        var metrics = new JsonArray([.. (await NamesAsync("Metric")).Select(name => JsonValue.Create(name))]);
        var data = await _host.DataAsync(
            "query($d:[Dimension!]!,$m:[Metric!]!){aggregate(by:$d,metrics:$m){rows{key{dimension} metrics{metric}}}}", new JsonObject { ["d"] = dimensions.DeepClone(), ["m"] = metrics.DeepClone() });
        var row = data["aggregate"]!["rows"]![0]!;
        Assert.Equal(dimensions.Select(name => name!.GetValue<string>()), row["key"]!.AsArray().Select(value => value!["dimension"]!.GetValue<string>()));
        Assert.Equal(metrics.Select(name => name!.GetValue<string>()), row["metrics"]!.AsArray().Select(value => value!["metric"]!.GetValue<string>()));
        Assert.Equal(Enum.GetValues<Dimension>(), Assert.Single(_reader.Aggregates).By);
        Assert.Equal(Enum.GetValues<Metric>(), Assert.Single(_reader.Aggregates).Metrics);
    }

    [Fact]
    public async Task Facets_are_shown_with_what_is_left()
    {
        var data = await _host.DataAsync("{facets(filter:{minRisk:HIGH},dimensions:[ACTOR_ID,TABLE],limit:3){dimension values{value count} otherCount}}");
        Assert.Equal(
            """{"facets":[{"dimension":"ACTOR_ID","values":[{"value":"alice","count":3}],"otherCount":2},{"dimension":"TABLE","values":[{"value":"alice","count":3}],"otherCount":2}]}""",
            data.ToJsonString());
        Assert.Equal(Risk.High, Assert.Single(_reader.Facets).Filter.MinRisk);
    }

    [Theory]
    [InlineData("P1M", false)]
    [InlineData("P1Y", false)]
    [InlineData("5m", false)]
    [InlineData("P", false)]
    [InlineData("PT", false)]
    [InlineData("P1DT", false)]
    [InlineData("-PT5M", false)]
    [InlineData("PT1.S", false)]
    [InlineData("P99999999999D", false)]
    [InlineData("PT5M", true)]
    [InlineData("P2W", true)]
    [InlineData("P1DT2H3M4.5S", true)]
    [InlineData("PT0.5S", true)]
    public async Task Durations_are_those_of_fixed_length(string text, bool isValid)
    {
        foreach (var (query, variables) in new (string, JsonObject?)[]
        {
            ($"{{aggregate(by:[TIME],bucket:\"{text}\"){{truncated}}}}", null),
            ("query($d:Duration){aggregate(by:[TIME],bucket:$d){truncated}}", new JsonObject { ["d"] = text }),
        })
        {
            if (isValid)
            {
                await _host.DataAsync(query, variables);
            }
            else
            {
                var (code, message) = await _host.RefusalAsync(query, variables);
                Assert.Equal("BAD_USER_INPUT", code);
                Assert.Contains(text, message, StringComparison.Ordinal);
                Assert.Equal(variables is not null, message.Contains("write for example PT5M", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.0000000+00:00")]
    [InlineData("2026-03-01T12:00:00.123456Z", "2026-03-01T12:00:00.1234560+00:00")]
    [InlineData("2026-03-01T12:00:00.1234567+05:45", "2026-03-01T12:00:00.1234567+05:45")]
    [InlineData("2026-03-01T12:00-01:00", "2026-03-01T12:00:00.0000000-01:00")]
    [InlineData("2026-03-01T12:00:00", null)]
    [InlineData("2026-03-01", null)]
    [InlineData("2026-02-30T12:00:00Z", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public async Task Times_need_an_offset(string text, string? expected)
    {
        var query = $"{{auditEvents(filter:{{from:\"{text}\"}}){{totalCount}}}}";
        if (expected is null)
        {
            Assert.Equal("BAD_USER_INPUT", (await _host.RefusalAsync(query)).Code);
            Assert.Equal("BAD_USER_INPUT", (await _host.RefusalAsync("query($t:DateTime){auditEvents(filter:{from:$t}){totalCount}}", new JsonObject { ["t"] = text })).Code);
            return;
        }

        await _host.DataAsync(query);
        Assert.Equal(expected, Assert.Single(_reader.Counts).From?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<IEnumerable<string>> NamesAsync(string type)
    {
        var data = await _host.DataAsync($"{{__type(name:\"{type}\"){{enumValues{{name}}}}}}");
        return [.. data["__type"]!["enumValues"]!.AsArray().Select(value => value!["name"]!.GetValue<string>())];
    }
}
