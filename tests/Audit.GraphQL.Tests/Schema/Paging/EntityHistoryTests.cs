using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Schema.Paging;

/// <summary>All changes of one entity.</summary>
public sealed class EntityHistoryTests
{
    [Fact]
    public async Task History_is_that_of_the_entity_the_newest_first_page_by_page()
    {
        var reader = new MemoryReader(Enumerable.Range(1, 3).Select(i => StoredEvents.At(i)));
        await using var host = await GraphHost.StartAsync(reader);
        const string Query = "query($c:String){entityHistory(entity:\"Product\",key:\"42\",first:2,after:$c){nodes{id} pageInfo{endCursor hasNextPage} totalCount}}";
        var first = (await host.DataAsync(Query))["entityHistory"]!;
        var second = (await host.DataAsync(Query, new JsonObject { ["c"] = first["pageInfo"]!["endCursor"]!.GetValue<string>() }))["entityHistory"]!;

        Assert.Equal([StoredEvents.Id(3), StoredEvents.Id(2), StoredEvents.Id(1)], first["nodes"]!.AsArray().Concat(second["nodes"]!.AsArray()).Select(node => node!["id"]!.GetValue<Guid>()));
        Assert.Equal((true, false, 3), (first["pageInfo"]!["hasNextPage"]!.GetValue<bool>(), second["pageInfo"]!["hasNextPage"]!.GetValue<bool>(), first["totalCount"]!.GetValue<int>()));
        Assert.All(reader.Queries, query =>
        {
            Assert.Equal(new AuditFilter { Entity = new StringFilter { Eq = "Product" }, EntityKey = new StringFilter { Eq = "42" } }, query.Filter);
            Assert.Equal((AuditSort.OccurredAt, SortDirection.Descending, 2), (query.Sort, query.Direction, query.Limit));
        });
    }

    [Fact]
    public async Task Page_has_fifty_events_unless_said_and_no_more_than_allowed()
    {
        var reader = new MemoryReader();
        await using var host = await GraphHost.StartAsync(reader);
        await host.DataAsync("{entityHistory(entity:\"Product\",key:\"42\"){nodes{id}}}");
        Assert.Equal(50, Assert.Single(reader.Queries).Limit);
        Assert.Equal("first: it must lie between 1 and 1000, and is 1001.", (await host.RefusalAsync("{entityHistory(entity:\"Product\",key:\"42\",first:1001){nodes{id}}}")).Message);
        Assert.Equal("LIMIT_EXCEEDED", (await host.RefusalAsync("{entityHistory(entity:\"P\",key:\"4\",first:1000){nodes{related(first:100){id}}}}")).Code);
    }
}
