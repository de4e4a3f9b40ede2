using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Audit.Testing.EmbeddedEngine;

namespace Audit.GraphQL.Tests.Access;

/// <summary>Roles that do not see personal data.</summary>
public sealed class PersonalDataTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private const string Fields = "actor{id name} client{ip userAgent sessionId} database{statement parameters{name value redacted}} attributes";

    private GraphHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await AccessHost.StartAsync(engine);

    [Fact]
    public async Task Values_are_left_out_and_the_rest_is_there()
    {
        var query = $"{{auditEvents(first:1){{nodes{{id {Fields} related(by:[SESSION],first:1){{{Fields}}}}}}}}}";
        var shown = (await _host.DataAsync(query))["auditEvents"]!["nodes"]![0]!;
        var masked = (await _host.DataAsync(query, token: AccessHost.Plain))["auditEvents"]!["nodes"]![0]!;
        foreach (var (whole, part) in new[] { (shown, masked), (shown["related"]![0]!, masked["related"]![0]!) })
        {
            Assert.Equal("10.0.0.1", whole["client"]!["ip"]!.GetValue<string>());
            Assert.NotNull(whole["actor"]!["name"]);
            Assert.StartsWith("value-", whole["database"]!["parameters"]![0]!["value"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.StartsWith("T-", whole["attributes"]!["ticket"]!.GetValue<string>(), StringComparison.Ordinal);

            Assert.Equal("""{"ip":null,"userAgent":null,"sessionId":"session-0"}""", part["client"]!.ToJsonString());
            Assert.Equal($$"""{"id":"{{whole["actor"]!["id"]}}","name":null}""", part["actor"]!.ToJsonString());
            Assert.Equal("""[{"name":"p0","value":null,"redacted":true}]""", part["database"]!["parameters"]!.ToJsonString());
            Assert.Equal(whole["database"]!["statement"]?.GetValue<string>(), part["database"]!["statement"]?.GetValue<string>());
            Assert.Equal("<redacted>", part["attributes"]!["ticket"]!.GetValue<string>());
        }

        var one = await _host.DataAsync($"{{auditEvent(id:\"{masked["id"]}\"){{{Fields}}}}}", token: AccessHost.Plain);
        Assert.Null(one["auditEvent"]!["client"]!["ip"]);
    }

    [Theory]
    [InlineData("filter:{clientIp:\"10.0.0.0/8\"}", "filter.clientIp")]
    [InlineData("filter:{actorName:{startsWith:\"A\"}}", "filter.actorName")]
    [InlineData("filter:{search:\"Alice\"}", "filter.search")]
    [InlineData("filter:{attribute:[{name:\"ticket\",value:{eq:\"T-1\"}}]}", "filter.attribute")]
    [InlineData("filter:{or:[{},{and:[{not:{clientIp:\"10.0.0.1\"}}]}]}", "filter.or[1].and[0].not.clientIp")]
    [InlineData("filter:{not:{actorName:{ne:\"Alice Smith\"}}}", "filter.not.actorName")]
    public async Task Filter_that_would_tell_is_refused_by_its_name(string filter, string name)
    {
        foreach (var query in new[] { $"{{auditEvents({filter}){{nodes{{id}}}}}}", $"{{auditEvents({filter}){{totalCount}}}}", $"{{aggregate(by:[],{filter}){{truncated}}}}", $"{{facets(dimensions:[ACTION],{filter}){{otherCount}}}}" })
        {
            var (code, message) = await _host.RefusalAsync(query, token: AccessHost.Plain);
            Assert.Equal(("FORBIDDEN", $"{name}: it holds personal data, which your roles do not show."), (code, message));
            await _host.DataAsync(query);
        }
    }

    [Theory]
    [InlineData("{aggregate(by:[ACTION,CLIENT_IP]){truncated}}")]
    [InlineData("{facets(dimensions:[CLIENT_IP]){otherCount}}")]
    public async Task Groups_that_would_tell_are_refused(string query)
    {
        Assert.Equal(("FORBIDDEN", "CLIENT_IP: it holds personal data, which your roles do not show."), await _host.RefusalAsync(query, token: AccessHost.Plain));
        await _host.DataAsync(query);
    }

    [Fact]
    public async Task Who_sees_personal_data_is_configurable()
    {
        await using var host = await AccessHost.StartAsync(engine, new() { ["Audit:Access:PersonalData:Roles:0"] = "Viewer" });
        Assert.Equal(10, (await host.DataAsync("{auditEvents(filter:{search:\"Alice\"},first:10){nodes{client{ip}}}}", token: AccessHost.Plain))["auditEvents"]!["nodes"]!.AsArray().Count);
        Assert.Equal("FORBIDDEN", (await host.RefusalAsync("{auditEvents(filter:{search:\"Alice\"}){totalCount}}", token: AccessHost.Acme)).Code);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
