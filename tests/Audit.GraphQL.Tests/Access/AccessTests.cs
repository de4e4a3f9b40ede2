using System.Net;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Tests.Access;

/// <summary>Who may read, also where the application forgot to say so.</summary>
public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Viewer_sees_who_they_are()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader());
        Assert.Equal("""{"me":{"id":"vera","name":"vera","roles":["Viewer","Analyst"]}}""", (await host.DataAsync("{me{id name roles}}")).ToJsonString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-token")]
    public async Task Nobody_else_is_let_in_and_nothing_is_read(string? token)
    {
        var reader = new MemoryReader(StoredEvents.At(1));
        await using var host = await GraphHost.StartAsync(reader);
        using var client = host.CreateClient(token);
        foreach (var path in new[] { "graphql", "open" })
        {
            foreach (var query in new[] { "{auditEvents{nodes{id}}}", "{__schema{types{name}}}", "{__typename}", "{" })
            {
                using var byPost = await client.PostAsync(new Uri(path, UriKind.Relative), GraphHost.Body(query), Token);
                using var byGet = await client.GetAsync(new Uri($"{path}?query={query}", UriKind.Relative), Token);
                Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (byPost.StatusCode, byGet.StatusCode));
            }
        }

        Assert.Empty(reader.Queries);
    }

    [Fact]
    public async Task Customer_of_the_application_is_no_viewer_even_where_the_endpoint_was_left_open()
    {
        var reader = new MemoryReader(StoredEvents.At(1));
        await using var host = await GraphHost.StartAsync(reader);
        foreach (var (roles, status) in new[] { ("Customer", HttpStatusCode.Forbidden), ("Customer,Operator", HttpStatusCode.OK) })
        {
            using var client = host.CreateClient(null);
            client.DefaultRequestHeaders.Add("X-Customer", roles);
            client.DefaultRequestHeaders.Add("X-Audit-Csrf", "1");
            using var response = await client.PostAsync(new Uri("open", UriKind.Relative), GraphHost.Body("{auditEvents{nodes{id}}}"), Token);
            Assert.Equal(status, response.StatusCode);
        }

        Assert.Single(reader.Queries);
    }

    [Fact]
    public async Task Roles_that_may_read_are_configurable()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader(), new() { ["Audit:GraphQL:Roles:0"] = "Auditor" });
        Assert.Equal("FORBIDDEN", (await host.RefusalAsync("{me{id}}")).Code);
        using var client = host.CreateClient(null);
        client.DefaultRequestHeaders.Add("X-Customer", "Auditor");
        client.DefaultRequestHeaders.Add("X-Audit-Csrf", "1");
        Assert.Contains("data", await client.GetStringAsync(new Uri("open?query={me{id}}", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Introspection_can_be_switched_off()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader(), new() { ["Audit:GraphQL:AllowIntrospection"] = "false" });
        foreach (var query in new[] { "{__schema{types{name}}}", "{__type(name:\"Query\"){name}}", "{...a} fragment a on Query{... on Query{x:__schema{types{name}}}}" })
            Assert.Equal(("GRAPHQL_VALIDATION_FAILED", "Introspection is switched off."), await host.RefusalAsync(query));
        await host.DataAsync("{__typename me{__typename}}");
    }

    [Theory]
    [InlineData("MaxRequestBytes", "5", "Audit:GraphQL:MaxRequestBytes is 5. Allowed: 1024 to 16777216.")]
    [InlineData("MaxDocumentBytes", "5", "Audit:GraphQL:MaxDocumentBytes is 5. Allowed: 256 to 1048576.")]
    [InlineData("MaxDepth", "100", "Audit:GraphQL:MaxDepth is 100. Allowed: 5 to 64.")]
    [InlineData("MaxFields", "0", "Audit:GraphQL:MaxFields is 0. Allowed: 10 to 5000.")]
    [InlineData("MaxAliases", "-1", "Audit:GraphQL:MaxAliases is -1. Allowed: 0 to 1000.")]
    [InlineData("MaxCost", "1", "Audit:GraphQL:MaxCost is 1. Allowed: 100 to 10000000.")]
    [InlineData("MaxPageSize", "1001", "Audit:GraphQL:MaxPageSize is 1001. Allowed: 1 to 1000.")]
    [InlineData("MaxPageSize", "20", "Audit:GraphQL:DefaultPageSize is 50. Allowed: 1 to 20.")]
    [InlineData("Timeout", "00:00:00.1", "Audit:GraphQL:Timeout is 00:00:00.1000000. Allowed: 00:00:01 to 00:10:00.")]
    [InlineData("Roles:0", " ", "Audit:GraphQL:Roles holds an empty name.")]
    [InlineData("TenantClaims:0", " ", "Audit:GraphQL:TenantClaims holds an empty name.")]
    [InlineData("AllowedOrigins:0", "*", "Audit:GraphQL:AllowedOrigins holds '*'. Allowed: origins as browsers write them")]
    [InlineData("AllowedOrigins:0", "https://tools.example/", "Audit:GraphQL:AllowedOrigins holds 'https://tools.example/'.")]
    [InlineData("AllowedOrigins:0", "https://Tools.example", "Audit:GraphQL:AllowedOrigins holds 'https://Tools.example'.")]
    [InlineData("AllowedOrigins:0", "https://tools.example:443", "Audit:GraphQL:AllowedOrigins holds 'https://tools.example:443'.")]
    [InlineData("AllowedOrigins:0", "null", "Audit:GraphQL:AllowedOrigins holds 'null'.")]
    public async Task Wrong_option_stops_the_start_and_is_named_with_what_is_allowed(string key, string value, string message)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => GraphHost.StartAsync(new MemoryReader(), new() { [$"Audit:GraphQL:{key}"] = value }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mapping_says_what_was_forgotten()
    {
        await using var bare = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("AddGraphQL()", Assert.Throws<InvalidOperationException>(() => bare.MapAuditGraphQL()).Message, StringComparison.Ordinal);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddAudit().AddGraphQL();
        await using var storeless = builder.Build();
        Assert.Contains("store", Assert.Throws<InvalidOperationException>(() => storeless.MapAuditGraphQL()).Message, StringComparison.Ordinal);
    }
}
