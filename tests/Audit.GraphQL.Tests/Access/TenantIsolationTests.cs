using System.Globalization;
using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Engine;
using Audit.GraphQL.Tests.Hosting;
using Audit.Testing.EmbeddedEngine;

namespace Audit.GraphQL.Tests.Access;

/// <summary>A token that is bound to a tenant, at every way into the log.</summary>
public sealed class TenantIsolationTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private GraphHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await AccessHost.StartAsync(engine);

    [Fact]
    public async Task Event_of_another_tenant_is_not_found_by_its_id()
    {
        foreach (var number in Enumerable.Range(1, 20))
        {
            var data = await AskAsync($"{{auditEvent(id:\"{EngineLog.Id(number)}\"){{id actor{{tenantId}}}}}}");
            Assert.Equal(EngineLog.TenantOf(number) == "acme" ? EngineLog.Id(number) : null, data["auditEvent"]?["id"]?.GetValue<string>());
        }

        var whole = await _host.DataAsync($"{{auditEvent(id:\"{EngineLog.Id(1)}\"){{actor{{tenantId}}}}}}");
        Assert.Equal("globex", whole["auditEvent"]!["actor"]!["tenantId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{tenantId:{eq:\"globex\"}}", 0)]
    [InlineData("{tenantId:{in:[\"globex\",\"acme\"]}}")]
    [InlineData("{tenantId:{ne:\"acme\"}}", 0)]
    [InlineData("{or:[{tenantId:{eq:\"globex\"}},{tenantId:{eq:\"acme\"}},{destructive:true},{destructive:false}]}")]
    [InlineData("{not:{tenantId:{eq:\"acme\"}}}", 0)]
    [InlineData("{not:{not:{tenantId:{eq:\"globex\"}}}}", 0)]
    [InlineData("{and:[{tenantId:{like:\"%\"}}]}")]
    [InlineData("{and:[]}", 0)]
    public async Task Filter_only_ever_narrows(string filter, int expected = -1)
    {
        var data = await AskAsync(
            $$"""{ auditEvents(filter:{{filter}}, first:1000) { totalCount nodes { actor { tenantId } } } aggregate(filter:{{filter}}, by:[TENANT_ID]) { rows { key { value } metrics { value } } } facets(filter:{{filter}}, dimensions:[TENANT_ID,ACTION]) { values { value count } otherCount } }""");
        var count = expected < 0 ? Numbers("acme").Count() : expected;
        Assert.Equal(count, data["auditEvents"]!["totalCount"]!.GetValue<int>());
        Assert.Equal(count, data["auditEvents"]!["nodes"]!.AsArray().Count);
        Assert.All(data["auditEvents"]!["nodes"]!.AsArray(), static node => Assert.Equal("acme", node!["actor"]!["tenantId"]!.GetValue<string>()));
        Assert.All(data["aggregate"]!["rows"]!.AsArray(), row => Assert.Equal($"acme:{count}", $"{row!["key"]![0]!["value"]}:{row["metrics"]![0]!["value"]}"));
        Assert.Equal(count == 0 ? 0 : 1, data["aggregate"]!["rows"]!.AsArray().Count);
        foreach (var facet in data["facets"]!.AsArray())
            Assert.Equal(count, facet!["values"]!.AsArray().Sum(static value => value!["count"]!.GetValue<int>()) + facet["otherCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Cursor_of_somebody_who_sees_all_opens_nothing()
    {
        var foreign = await _host.DataAsync("{auditEvents(first:100){edges{cursor node{actor{tenantId}}}}}");
        var cursor = foreign["auditEvents"]!["edges"]!.AsArray().First(edge => edge!["node"]!["actor"]!["tenantId"]?.GetValue<string>() == "globex")!["cursor"]!.GetValue<string>();
        foreach (var arguments in new[] { "first:1000,after:$c", "last:1000,before:$c" })
        {
            var data = (await AskAsync($"query($c:String){{auditEvents({arguments}){{nodes{{actor{{tenantId}}}} totalCount}}}}", new JsonObject { ["c"] = cursor }))["auditEvents"]!;
            Assert.All(data["nodes"]!.AsArray(), static node => Assert.Equal("acme", node!["actor"]!["tenantId"]!.GetValue<string>()));
            Assert.Equal(Numbers("acme").Count(), data["totalCount"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Related_events_and_ends_of_transactions_are_those_of_the_tenant()
    {
        var number = Numbers("acme").First();
        var query = $"{{auditEvent(id:\"{EngineLog.Id(number)}\"){{correlation{{transactionOutcome}} related(by:[TRACE,TRANSACTION,SESSION,COMMAND],first:1000){{actor{{tenantId}}}}}}}}";
        var own = (await AskAsync(query))["auditEvent"]!;
        Assert.NotEmpty(own["related"]!.AsArray());
        Assert.All(own["related"]!.AsArray(), static node => Assert.Equal("acme", node!["actor"]!["tenantId"]!.GetValue<string>()));

        // The event that ended the transaction belongs to nobody.
        Assert.Null(own["correlation"]!["transactionOutcome"]);
        var all = (await _host.DataAsync(query))["auditEvent"]!;
        Assert.Contains(all["related"]!.AsArray(), static node => node!["actor"]!["tenantId"]?.GetValue<string>() == "globex");
        Assert.NotNull(all["correlation"]!["transactionOutcome"]);
    }

    [Fact]
    public async Task Rollups_count_the_tenant_only()
    {
        var data = await AskAsync("{aggregate(filter:{from:\"2026-03-15T00:00:00Z\",to:\"2026-03-16T00:00:00Z\"},by:[ACTION],metrics:[COUNT,UNIQUE_ACTORS,DURATION_P95]){rows{metrics{value}}} hours:aggregate(by:[TIME,ACTOR_TYPE],bucket:\"PT1H\"){rows{metrics{value}}}}");
        Assert.Equal(Numbers("acme").Count(), data["aggregate"]!["rows"]!.AsArray().Sum(static row => row!["metrics"]![0]!["value"]!.GetValue<double>()));
        Assert.Equal(Numbers("acme").Count(), data["hours"]!["rows"]!.AsArray().Sum(static row => row!["metrics"]![0]!["value"]!.GetValue<double>()));
    }

    [Fact]
    public async Task Classes_of_retention_count_the_tenant_and_tell_no_sizes()
    {
        const string Query = "{retentionClasses{name keepFor archive events bytes oldest}}";
        var own = Assert.Single((await AskAsync(Query))["retentionClasses"]!.AsArray())!;
        Assert.Equal(("standard", Numbers("acme").Count(), 0), (own["name"]!.GetValue<string>(), own["events"]!.GetValue<int>(), own["bytes"]!.GetValue<int>()));
        Assert.Equal(EngineLog.TimeOf(Numbers("acme").First()).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), own["oldest"]!.GetValue<string>());

        var whole = Assert.Single((await _host.DataAsync(Query))["retentionClasses"]!.AsArray())!;
        Assert.Equal(AccessHost.Count, whole["events"]!.GetValue<int>());
        Assert.NotEqual(0, whole["bytes"]!.GetValue<long>());
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static IEnumerable<int> Numbers(string tenant) => Enumerable.Range(1, AccessHost.Count).Where(number => EngineLog.TenantOf(number) == tenant);

    private Task<JsonNode> AskAsync(string query, JsonObject? variables = null) => _host.DataAsync(query, variables, AccessHost.Acme);
}
