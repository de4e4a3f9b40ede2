using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Audit.GraphQL.Schema.Filtering;
using Audit.GraphQL.Tests.Access;
using Audit.GraphQL.Tests.Engine;
using Audit.GraphQL.Tests.Hosting;
using Audit.Testing.EmbeddedEngine;

namespace Audit.GraphQL.Tests.Attacks;

/// <summary>What somebody who is bound to a tenant may try against the real engine. Each attempt has its refusal, and the host answers right after it.</summary>
public sealed class AttackSuiteTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private const string Query = "query($f:AuditEventFilter,$a:String){auditEvents(filter:$f,first:1000,after:$a){nodes{actor{tenantId}} totalCount}}";

    private static readonly string[] Hostile =
    [
        "' OR 1=1 --", "') OR ('1'='1", "\\' OR 1=1 --", "'; DROP TABLE audit_logs; --", "' UNION ALL SELECT * FROM audit_logs --", "{p0:String}", "{tenant_id:Identifier}",
        "\\", "\0", "%' OR tenant_id LIKE '%", "acme' SETTINGS additional_table_filters={} --", "*/ OR 1=1 /*",
    ];

    private GraphHost _host = null!;

    public static TheoryData<string> TextFields { get; } =
    [
        .. typeof(AuditEventFilter).GetProperties().Where(static property => property.PropertyType == typeof(StringFilter))
            .Select(static property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]),
    ];

    public async ValueTask InitializeAsync() => _host = await AccessHost.StartAsync(engine);

    [Theory]
    [MemberData(nameof(TextFields))]
    public async Task Text_of_a_filter_is_never_SQL(string field)
    {
        var conditions = typeof(StringFilter).GetProperties().Select(static property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]).ToArray();
        foreach (var condition in conditions)
        {
            var attempts = Hostile.Select(text => (JsonNode)new JsonObject { [field] = new JsonObject { [condition] = condition is "in" or "notIn" ? new JsonArray(text) : text } });
            await AssertOwnAsync(new JsonObject { ["or"] = new JsonArray([.. attempts]) });
        }

        await AssertWholeAsync();
    }

    [Fact]
    public async Task Other_texts_are_no_SQL_either()
    {
        foreach (var text in Hostile)
        {
            await AssertOwnAsync(new JsonObject { ["search"] = text });
            await AssertOwnAsync(new JsonObject { ["clientIp"] = text });
            await AssertOwnAsync(new JsonObject { ["parentEventId"] = text });
            await AssertOwnAsync(new JsonObject { ["operation"] = new JsonArray(text) });
            await AssertOwnAsync(new JsonObject { ["attribute"] = new JsonArray(new JsonObject { ["name"] = text, ["value"] = new JsonObject { ["eq"] = text } }) });
            await AssertOwnAsync([], text);
            await AssertRefusedAsync($"{{auditEvent(id:{JsonValue.Create(text).ToJsonString()}){{id}}}}");
        }

        await AssertWholeAsync();
    }

    [Fact]
    public async Task Cursor_with_any_byte_changed_is_refused_or_shows_own_events()
    {
        var cursor = (await _host.DataAsync("{auditEvents(first:1){pageInfo{endCursor}}}"))["auditEvents"]!["pageInfo"]!["endCursor"]!.GetValue<string>();
        await AssertOwnAsync([], cursor);
        for (var i = 0; i < cursor.Length; i++)
            await AssertOwnAsync([], $"{cursor[..i]}{(cursor[i] == 'A' ? 'B' : 'A')}{cursor[(i + 1)..]}");
        foreach (var forged in new[] { "", "x", cursor + cursor, cursor[..^1], new string('A', 10_000) })
            await AssertOwnAsync([], forged);
    }

    [Theory]
    [InlineData(15, null)]
    [InlineData(16, "BAD_USER_INPUT")]
    [InlineData(40, "BAD_USER_INPUT")]
    [InlineData(2_000, "BAD_REQUEST")]
    public async Task Filter_that_nests_deep_is_refused(int depth, string? code)
    {
        var text = string.Concat(Enumerable.Repeat("{\"not\":", depth)) + "{}" + new string('}', depth);
        using var client = _host.CreateClient(AccessHost.Acme);
        using var body = new StringContent($$$"""{"query":"{{{Query}}}","variables":{"f":{{{text}}}}}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(code, answer["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>());
        await AssertWholeAsync();
    }

    [Fact]
    public async Task Body_that_is_too_big_is_refused_before_it_is_read()
    {
        using var client = _host.CreateClient(AccessHost.Acme);
        using var body = new StringContent("{\"query\":\"" + new string('x', 2 << 20) + "\"}", System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await AssertWholeAsync();
    }

    [Fact]
    public async Task Filter_with_too_many_conditions_or_values_is_refused()
    {
        var many = new JsonObject { ["or"] = new JsonArray([.. Enumerable.Range(0, 300).Select(static _ => (JsonNode)new JsonObject { ["destructive"] = true })]) };
        var long_ = new JsonObject { ["actorId"] = new JsonObject { ["in"] = new JsonArray([.. Enumerable.Range(0, 1_001).Select(static i => (JsonNode)JsonValue.Create(i.ToString(CultureInfo.InvariantCulture))!)]) } };
        foreach (var filter in new[] { many, long_ })
            Assert.Equal("BAD_USER_INPUT", (await _host.RefusalAsync("query($f:AuditEventFilter){auditEvents(filter:$f){totalCount}}", new JsonObject { ["f"] = filter }, token: AccessHost.Acme)).Code);
        await AssertWholeAsync();
    }

    [Fact]
    public async Task Roles_are_not_for_the_asking()
    {
        using var client = _host.CreateClient(AccessHost.Plain);
        foreach (var (name, value) in new[] { ("X-Roles", "Admin"), ("X-Forwarded-User", "administrator"), ("X-User", "vera"), ("X-Original-URL", "/open"), ("Cookie", "audit=CfDJ8forged") })
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        var answer = await client.GetStringAsync(new Uri("graphql?query={me{id roles showsPersonalData}}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("""{"data":{"me":{"id":"paul","roles":["Viewer"],"showsPersonalData":false}}}""", answer);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Either it is refused by its name, or what comes back is the tenant's own.</summary>
    private async Task AssertOwnAsync(JsonObject filter, string? after = null)
    {
        var answer = await _host.AskAsync(Query, new JsonObject { ["f"] = filter, ["a"] = after }, token: AccessHost.Acme);
        if (answer["errors"] is { } errors)
        {
            Assert.All(errors.AsArray(), static error => Assert.Equal("BAD_USER_INPUT", error!["extensions"]!["code"]!.GetValue<string>()));
            return;
        }

        var page = answer["data"]!["auditEvents"]!;
        Assert.InRange(page["totalCount"]!.GetValue<int>(), 0, OwnCount);
        Assert.All(page["nodes"]!.AsArray(), static node => Assert.Equal("acme", node!["actor"]!["tenantId"]!.GetValue<string>()));
    }

    private async Task AssertRefusedAsync(string query) => Assert.Equal("BAD_USER_INPUT", (await _host.RefusalAsync(query, token: AccessHost.Acme)).Code);

    /// <summary>The log is as it was, and the host answers.</summary>
    private async Task AssertWholeAsync() => Assert.Equal(
        (AccessHost.Count, OwnCount),
        ((await CountAsync(GraphHost.Token)), await CountAsync(AccessHost.Acme)));

    private async Task<int> CountAsync(string token) =>
        (await _host.DataAsync("{auditEvents{totalCount}}", token: token))["auditEvents"]!["totalCount"]!.GetValue<int>();

    private static int OwnCount => Enumerable.Range(1, AccessHost.Count).Count(static number => EngineLog.TenantOf(number) == "acme");
}
