using System.Net;
using System.Text.Json.Nodes;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Testing.EmbeddedEngine;

namespace Audit.GraphQL.Tests.Exports;

/// <summary><c>POST /export</c> over the real engine.</summary>
public sealed class DirectExportTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private ExportApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ExportApi.StartAsync(engine);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"last":"PT1H","category":["DATABASE"],"outcome":["SUCCEEDED","ROLLED_BACK"],"minRisk":"MEDIUM","destructive":true,"source":["LINQ","SAVE_CHANGES"]}""")]
    [InlineData("""{"from":"2026-03-15T11:01:00Z","to":"2026-03-15T13:02:00.5+02:00","actorType":["USER","API_KEY"],"actorId":{"in":["alice","carol"]}}""")]
    [InlineData("""{"and":[{"operation":["DELETE"]},{"not":{"table":{"startsWith":"x"}}}],"or":[{"attribute":[{"name":"ticket","value":{"eq":"T-1"}}]},{"rowsAffected":{"gte":3}}]}""")]
    [InlineData("""{"clientIp":"10.0.0.0/8","traceId":{"like":"trace-1%"},"durationMicroseconds":{"lt":25},"parentEventId":"00000000-0000-0000-0000-000000000000","search":"orders"}""")]
    [InlineData("""{"actorId":{"eq":"' OR 1=1 --"}}""")]
    public async Task A_filter_means_the_same_as_in_a_query(string filter)
    {
        var variables = new JsonObject { ["f"] = JsonNode.Parse(filter) };
        var data = await _api.Host.DataAsync("query($f: AuditEventFilter) { auditEvents(filter: $f, first: 1000, direction: ASC) { nodes { id } } }", variables);
        Assert.Equal(data["auditEvents"]!["nodes"]!.AsArray().Select(node => node!["id"]!.GetValue<string>()), await _api.IdsAsync(filter));
    }

    [Fact]
    public async Task An_export_is_sent_as_a_file_and_recorded()
    {
        using var response = await _api.PostAsync("""{"filter":{"actorId":{"eq":"alice"}},"format":"CSV"}""");
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal(201, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("audit-20260315T120000Z.csv", response.Content.Headers.ContentDisposition!.FileName);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var export = Assert.Single(_api.Log.Of("audit.export"));
        Assert.Equal((Outcome.Succeeded, "vera", 200), (export.Outcome, export.Context.Actor.Id, export.RowsRead));
    }

    [Fact]
    public async Task Without_events_an_export_is_empty_and_whole()
    {
        Assert.Empty(await _api.IdsAsync("""{"actorId":{"eq":"nobody"}}"""));
        using var csv = await _api.PostAsync("""{"filter":{"actorId":{"eq":"nobody"}},"format":"CSV"}""");
        Assert.StartsWith("\"schema_version\",\"id\",", await csv.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_export_is_refused_whatever_the_endpoint_is_mapped_with()
    {
        foreach (var path in new[] { "export", "open/export" })
        {
            foreach (var (token, status) in new[] { (null, HttpStatusCode.Unauthorized), ("wrong", HttpStatusCode.Unauthorized), (ExportApi.Paul, HttpStatusCode.Forbidden) })
            {
                // Where nothing asks for the token, nobody is signed in.
                var expected = path == "open/export" && token == ExportApi.Paul ? HttpStatusCode.Unauthorized : status;
                using var response = await _api.PostAsync("""{"format":"CSV"}""", token, path);
                Assert.Equal(expected, response.StatusCode);
            }
        }

        Assert.Empty(_api.Log.Of("audit.export"));
    }

    [Fact]
    public async Task A_cookie_alone_exports_nothing()
    {
        using var client = _api.Client(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "open/export") { Content = new StringContent("""{"format":"CSV"}""", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Customer", "Analyst");
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("X-Audit-Csrf", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it is no JSON")]
    [InlineData("[]", "is not what it should be|it is no JSON")]
    [InlineData("null", "it is null")]
    [InlineData("{}", "it is no JSON, or lacks a member")]
    [InlineData("""{"format":"XML"}""", "format is not what it should be")]
    [InlineData("""{"format":1}""", "format is not what it should be")]
    [InlineData("""{"format":"CSV","filter":{"actorID":{"eq":"x"}}}""", "filter.actorID is not what it should be")]
    [InlineData("""{"format":"CSV","filter":{"category":["CATS"]}}""", "is not what it should be")]
    [InlineData("""{"format":"CSV","filter":{"last":"P1Y"}}""", "years and months")]
    [InlineData("""{"format":"CSV","filter":{"last":"P1D","to":"2026-01-01T00:00:00Z"}}""", "filter.last")]
    [InlineData("""{"format":"CSV","filter":{"attribute":[{"name":"x"}]}}""", "is not what it should be|lacks a member")]
    [InlineData("""{"format":"CSV","filter":{"from":"2026-01-01T00:00:00"}}""", "is no time")]
    public async Task Malformed_requests_are_refused_with_a_reason(string body, string message)
    {
        using var response = await _api.PostAsync(body);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["errors"]![0]!["message"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message.Split('|'), part => error.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bodies_that_are_too_long_or_of_another_kind_are_refused()
    {
        using var big = await _api.PostAsync($$$"""{"format":"CSV","filter":{"search":"{{{new string('x', 2 << 20)}}}"}}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, big.StatusCode);
        using var form = await _api.PostAsync("format=CSV", mediaType: "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        var deep = string.Concat(Enumerable.Repeat("{\"not\":", 17)) + "{}" + new string('}', 17);
        using var nested = await _api.PostAsync($$"""{"format":"CSV","filter":{{deep}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, nested.StatusCode);
    }

    [Fact]
    public async Task More_events_than_an_export_may_hold_are_refused_and_not_cut()
    {
        await using var small = await ExportApi.StartAsync(engine, new() { ["Audit:Exports:MaxRows"] = "599" });
        using var response = await small.PostAsync("""{"format":"NDJSON"}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Audit:Exports:MaxRows", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_count_towards_the_requests_of_a_user()
    {
        await using var limited = await ExportApi.StartAsync(engine, new() { ["Audit:GraphQL:RequestsPerSecond"] = "1", ["Audit:GraphQL:RequestBurst"] = "1" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var response = await limited.PostAsync("null");
            return (response.StatusCode, HasDelay: response.Headers.RetryAfter is not null);
        }));
        Assert.Contains((HttpStatusCode.TooManyRequests, true), answers);
    }

    [Fact]
    public async Task Personal_data_stays_with_those_who_may_see_it()
    {
        await using var masked = await ExportApi.StartAsync(engine, new() { ["Audit:Access:PersonalData:Roles:0"] = "Admin" });
        using var all = await masked.PostAsync("""{"format":"NDJSON"}""", ExportApi.Adam);
        Assert.Contains("10.0.0.1", await all.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var some = await masked.PostAsync("""{"format":"NDJSON"}""");
        var text = await some.Content.ReadAsStringAsync(Token);
        Assert.Contains("alice", text, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("client_ip", text, StringComparison.Ordinal);
        using var probe = await masked.PostAsync("""{"format":"NDJSON","filter":{"clientIp":"10.0.0.1"}}""");
        Assert.Equal(HttpStatusCode.Forbidden, probe.StatusCode);
    }

    [Fact]
    public async Task Who_is_bound_to_a_tenant_gets_its_events_only()
    {
        var all = await _api.IdsAsync("""{"tenantId":{"eq":"acme"}}""");
        Assert.NotEmpty(all);
        Assert.Equal(all, await _api.IdsAsync("{}", ExportApi.Amy));
        Assert.Empty(await _api.IdsAsync("""{"tenantId":{"eq":"globex"}}""", ExportApi.Amy));
        Assert.Empty(await _api.IdsAsync("""{"not":{"not":{"tenantId":{"eq":"globex"}}}}""", ExportApi.Amy));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();
}
