using System.Text.Json;
using Audit.GraphQL.Tests.Hosting;

namespace Audit.GraphQL.Tests.Transport;

/// <summary>The audits of the specification's own reference implementation, against a port.</summary>
public sealed class GraphQLOverHttpTests
{
    [Fact]
    public async Task Server_audits_of_GraphQL_over_HTTP_pass_and_the_schema_can_be_read()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader(), listens: true);
        using var found = JsonDocument.Parse(await NodeScript.RunAsync("audits.mjs", [$"{host.Address}/graphql", GraphHost.Token]));
        Assert.Equal("[]", found.RootElement.GetProperty("failed").GetRawText());
        Assert.Equal(61, found.RootElement.GetProperty("audits").GetInt32());
        Assert.Contains("auditEvents(", found.RootElement.GetProperty("schema").GetString(), StringComparison.Ordinal);
    }
}
