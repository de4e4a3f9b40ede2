using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Audit.Storage.ClickHouse.Connection;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Engine;

/// <summary>The API over the real reader and the real engine.</summary>
public sealed class EngineTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private const int Count = 2_000;
    private GraphHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await EngineLog.CreateAsync(engine, Count);
        _host = await GraphHost.StartAsync(
            null,
            new() { ["Audit:Storage:Database"] = database },
            audit =>
            {
                audit.Services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
                audit.AddClickHouse();
            });
    }

    [Theory]
    [InlineData("OCCURRED_AT", "DESC")]
    [InlineData("OCCURRED_AT", "ASC")]
    [InlineData("DURATION", "DESC")]
    [InlineData("ROWS_AFFECTED", "ASC")]
    public async Task Every_event_is_on_exactly_one_page_in_both_directions(string sort, string direction)
    {
        var forwards = await AllPagesAsync(sort, direction, "first", "after", "endCursor", "hasNextPage", append: true);
        var backwards = await AllPagesAsync(sort, direction, "last", "before", "startCursor", "hasPreviousPage", append: false);
        Assert.Equal(Enumerable.Range(1, Count).Select(EngineLog.Id).Order(), forwards.Order());
        Assert.Equal(forwards, backwards);
        if (sort == "OCCURRED_AT")
            Assert.Equal(forwards, direction == "ASC" ? forwards.Order() : forwards.OrderDescending());
    }

    [Fact]
    public async Task Filters_reach_the_engine()
    {
        var data = await _host.DataAsync("""
            query($f: AuditEventFilter) {
              a: auditEvents(filter: { actorId: { eq: "alice" } }) { totalCount }
              b: auditEvents(filter: { and: [{ operation: ["DELETE"] }, { not: { minRisk: MEDIUM } }] }) { totalCount }
              c: auditEvents(filter: { last: "PT1H", clientIp: "10.0.0.0/8", table: { eq: "orders" }, attribute: [{ name: "ticket", value: { eq: "T-2" } }] }) { totalCount }
              d: auditEvents(filter: $f) { totalCount }
              e: auditEvents(filter: { search: "orders select" }, first: 1) { nodes { database { statement } } totalCount }
            }
            """, new JsonObject { ["f"] = new JsonObject { ["from"] = "2026-03-15T11:05:00Z", ["to"] = "2026-03-15T11:06:00Z" } });
        Assert.Equal(Expected(i => i % 3 == 0), data["a"]!["totalCount"]!.GetValue<int>());
        Assert.Equal(Expected(i => i % 2 == 0 && i % 10 != 0 && i % 5 < 2), data["b"]!["totalCount"]!.GetValue<int>());
        Assert.Equal(Expected(i => i % 2 == 0 && i % 10 != 0 && i % 4 == 2), data["c"]!["totalCount"]!.GetValue<int>());
        Assert.Equal(180, data["d"]!["totalCount"]!.GetValue<int>());
        Assert.Equal("SELECT 'it''s' FROM orders", data["e"]!["nodes"]![0]!["database"]!["statement"]!.GetValue<string>());
        Assert.Equal(Expected(i => i % 10 != 0), data["e"]!["totalCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Groups_and_facets_are_counted_by_the_engine()
    {
        var data = await _host.DataAsync("""
            { aggregate(by: [ACTOR_ID, CATEGORY], metrics: [COUNT, DESTRUCTIVE], limit: 2) { rows { key { dimension value } metrics { metric value } } truncated elapsedMilliseconds }
              facets(dimensions: [ACTION, ACTOR_ID], limit: 1) { dimension values { value count } otherCount } }
            """);
        var rows = data["aggregate"]!["rows"]!.AsArray();
        Assert.Equal(["bob", "database"], rows[0]!["key"]!.AsArray().Select(value => value!["value"]!.GetValue<string>()));
        Assert.Equal(
            [Expected(i => i % 3 != 0 && i % 10 != 0), Expected(i => i % 3 != 0 && i % 10 != 0 && i % 5 >= 2)],
            rows[0]!["metrics"]!.AsArray().Select(value => (int)value!["value"]!.GetValue<double>()));
        Assert.True(data["aggregate"]!["truncated"]!.GetValue<bool>());
        Assert.Equal(
            $$"""[{"dimension":"ACTION","values":[{"value":"db.select","count":{{Expected(i => i % 2 == 1)}}}],"otherCount":{{Expected(i => i % 2 == 0)}}},{"dimension":"ACTOR_ID","values":[{"value":"bob","count":{{Expected(i => i % 3 != 0)}}}],"otherCount":{{Expected(i => i % 3 == 0)}}}]""",
            data["facets"]!.ToJsonString());
    }

    [Fact]
    public async Task Related_events_and_outcomes_of_transactions_come_from_the_engine()
    {
        var data = await _host.DataAsync("{ auditEvents(first: 1000, direction: ASC) { nodes { id correlation { transactionOutcome } } } auditEvent(id: \"" + EngineLog.Id(5) + "\") { related(by: [TRANSACTION, TRACE], first: 20) { id } } }");
        var outcomes = data["auditEvents"]!["nodes"]!.AsArray().Select(node => node!["correlation"]!["transactionOutcome"]!.GetValue<string>());
        Assert.Equal(
            Enumerable.Range(1, 1000).OrderBy(EngineLog.Id).Select(i => (i - 1) / 10 % 4 == 0 ? "ROLLED_BACK" : "SUCCEEDED"), outcomes);
        var related = Enumerable.Range(1, Count).Where(i => i != 5 && ((i - 1) / 10 == 0 || i % 40 == 5)).OrderBy(EngineLog.Id).Take(20).Select(EngineLog.Id);
        Assert.Equal(related, data["auditEvent"]!["related"]!.AsArray().Select(node => node!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Forged_and_foreign_cursors_are_refused_with_a_reason()
    {
        var cursor = (await _host.DataAsync("{auditEvents(first:1){pageInfo{endCursor}}}"))["auditEvents"]!["pageInfo"]!["endCursor"]!.GetValue<string>();
        foreach (var (arguments, after, message) in new[]
        {
            ("first:5", "' OR 1=1 --", "after: this is not a cursor"),
            ("first:5", cursor[..20] + (cursor[20] == 'A' ? 'B' : 'A') + cursor[21..], "after: this is not a cursor"),
            ("first:5", "B" + cursor[1..], "after: this is not a cursor"),
            ("first:5,sort:DURATION", cursor, "after: the cursor belongs to another sort"),
            ("first:5,direction:ASC", cursor, "after: the cursor belongs to another sort or direction"),
        })
        {
            var (code, found) = await _host.RefusalAsync($"query($c:String){{auditEvents({arguments},after:$c){{nodes{{id}}}}}}", new JsonObject { ["c"] = after });
            Assert.Equal("BAD_USER_INPUT", code);
            Assert.StartsWith(message, found, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{auditEvents(filter:{clientIp:\"300.1.2.3\"}){nodes{id}}}", "filter.clientIp: it must be an IP address")]
    [InlineData("{auditEvents(filter:{last:\"PT1H\",from:\"2026-01-01T00:00:00Z\"}){totalCount}}", "filter.last: it excludes from and to")]
    [InlineData("{auditEvents(filter:{or:[{},{fingerprint:{eq:\"x\"}}]}){totalCount}}", "filter.or[1].fingerprint")]
    [InlineData("{aggregate(by:[ACTION,ACTION]){truncated}}", "by: Action is named twice")]
    [InlineData("{aggregate(by:[TIME],bucket:\"PT0.1S\"){truncated}}", "bucket: it must be a second or more")]
    [InlineData("{aggregate(by:[ACTION],limit:0){truncated}}", "limit: it must lie between 1 and 10000")]
    [InlineData("{facets(dimensions:[TIME]){otherCount}}", "dimensions")]
    public async Task Wrong_input_is_refused_by_the_name_of_its_field(string query, string message)
    {
        var (code, found) = await _host.RefusalAsync(query);
        Assert.Equal("BAD_USER_INPUT", code);
        Assert.StartsWith(message, found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_that_would_be_SQL_are_texts()
    {
        foreach (var text in new[] { "' OR 1=1 --", "\\", "'); DROP TABLE audit_logs; --", "{x:String}", "\0", "%" })
        {
            var filter = new JsonObject { ["or"] = new JsonArray(new JsonObject { ["actorId"] = new JsonObject { ["eq"] = text } }, new JsonObject { ["table"] = new JsonObject { ["contains"] = text } }) };
            var data = await _host.DataAsync("query($f:AuditEventFilter){auditEvents(filter:$f){totalCount}}", new JsonObject { ["f"] = filter });
            Assert.Equal(0, data["auditEvents"]!["totalCount"]!.GetValue<int>());
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static int Expected(Func<int, bool> condition) => Enumerable.Range(1, Count).Count(condition);

    private async Task<List<string>> AllPagesAsync(string sort, string direction, string size, string from, string cursor, string more, bool append)
    {
        var ids = new List<string>();
        var query = $"query($c:String){{auditEvents(sort:{sort},direction:{direction},{size}:333,{from}:$c){{nodes{{id}} pageInfo{{{cursor} {more}}}}}}}";
        for (string? place = null; ;)
        {
            var page = (await _host.DataAsync(query, new JsonObject { ["c"] = place }))["auditEvents"]!;
            ids.InsertRange(append ? ids.Count : 0, page["nodes"]!.AsArray().Select(node => node!["id"]!.GetValue<string>()));
            if (!page["pageInfo"]![more]!.GetValue<bool>())
                return ids;
            place = page["pageInfo"]![cursor]!.GetValue<string>();
        }
    }
}
