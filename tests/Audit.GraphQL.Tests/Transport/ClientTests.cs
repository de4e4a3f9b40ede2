using System.Text.Json.Nodes;
using Audit.Exporting;
using Audit.GraphQL.Tests.Hosting;
using Audit.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Transport;

/// <summary>Subscriptions driven by the reference clients of both protocols, against a port.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task Clients_of_graphql_ws_and_graphql_sse_drive_every_subscription()
    {
        await using var host = await GraphHost.StartAsync(
            new MemoryReader(),
            configure: audit =>
            {
                audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>();
                audit.Services.AddSingleton<IExportJobs>(new MemoryExports(new Guid("019cac1a-2b80-71f9-8000-000000000001")));
            },
            listens: true);
        var tail = (MemoryTail)host.Services.GetRequiredService<IAuditLiveTail>();

        var clients = NodeScript.RunAsync("clients.mjs", [$"{host.Address}/graphql", GraphHost.Token]);
        await Task.WhenAny(tail.UntilAsync(2), clients);
        tail.Add(StoredEvents.At(1, action: "db.select"));
        tail.Add(StoredEvents.At(2, action: "db.delete"));
        var answers = JsonNode.Parse(await clients)!.AsArray();

        string[] fields = ["auditEventAdded", "exportChanged", "me", "statisticsChanged"];
        Assert.Equal(Schema.ContractTests.FieldsOf("Subscription").Append("me").Order(), fields);
        foreach (var protocol in new[] { "ws", "sse" })
        {
            var own = answers.Where(answer => answer!["protocol"]!.GetValue<string>() == protocol).ToDictionary(answer => answer!["field"]!.GetValue<string>(), answer => answer!["answer"]!.ToJsonString());
            Assert.Equal(fields, own.Keys.Order());
            Assert.Equal($$$$$"""{"data":{"auditEventAdded":{"id":"{{{{{StoredEvents.Id(2)}}}}}","action":"db.delete","actor":{"type":"SYSTEM"}}}}""", own["auditEventAdded"]);
            Assert.Equal("""{"data":{"exportChanged":{"state":"RUNNING","progress":0.5}}}""", own["exportChanged"]);
            Assert.Equal("""{"data":{"statisticsChanged":{"eventsPerSecond":0,"queueDepth":0}}}""", own["statisticsChanged"]);
            Assert.Equal("""{"data":{"me":{"name":"vera"}}}""", own["me"]);
        }

        await tail.UntilAsync(0);
    }
}
