using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Schema.Paging;

/// <summary>Relay connections over the reader's pages.</summary>
public sealed class PagingTests : IAsyncLifetime
{
    private readonly MemoryReader _reader = new(Enumerable.Range(1, 120).Select(i => StoredEvents.At(i)));
    private GraphHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GraphHost.StartAsync(_reader);

    [Fact]
    public async Task Pages_follow_one_another_in_both_directions()
    {
        const string Forwards = "query($after:String){auditEvents(first:50,after:$after){edges{cursor node{id}} nodes{id} pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}";
        const string Backwards = "query($before:String){auditEvents(last:50,before:$before){nodes{id} pageInfo{hasPreviousPage hasNextPage startCursor}}}";
        var forwards = new List<string>();
        for (string? after = null; ;)
        {
            var page = (await _host.DataAsync(Forwards, new JsonObject { ["after"] = after }))["auditEvents"]!;
            forwards.AddRange(page["nodes"]!.AsArray().Select(node => node!["id"]!.GetValue<string>()));
            Assert.Equal(page["edges"]![0]!["cursor"]!.GetValue<string>(), page["pageInfo"]!["startCursor"]!.GetValue<string>());
            Assert.Equal(after is not null, page["pageInfo"]!["hasPreviousPage"]!.GetValue<bool>());
            after = page["pageInfo"]!["endCursor"]!.GetValue<string>();
            if (!page["pageInfo"]!["hasNextPage"]!.GetValue<bool>())
                break;
        }

        var backwards = new List<string>();
        for (string? before = null; ;)
        {
            var page = (await _host.DataAsync(Backwards, new JsonObject { ["before"] = before }))["auditEvents"]!;
            backwards.InsertRange(0, page["nodes"]!.AsArray().Select(node => node!["id"]!.GetValue<string>()));
            before = page["pageInfo"]!["startCursor"]!.GetValue<string>();
            if (!page["pageInfo"]!["hasPreviousPage"]!.GetValue<bool>())
                break;
        }

        Assert.Equal(Enumerable.Range(1, 120).Reverse().Select(i => StoredEvents.Id(i).ToString()), forwards);
        Assert.Equal(forwards, backwards);
    }

    [Theory]
    [InlineData("", 50, false)]
    [InlineData("(first:7)", 7, false)]
    [InlineData("(last:7)", 7, true)]
    [InlineData("(first:null,last:null)", 50, false)]
    [InlineData("(before:\"x\")", 50, false)]
    [InlineData("(first:1000)", 1000, false)]
    public async Task Arguments_say_how_many_and_from_where(string arguments, int limit, bool fromEnd)
    {
        await _host.DataAsync($"{{auditEvents{arguments}{{pageInfo{{hasNextPage}}}}}}".Replace("before:\"x\"", $"before:\"{StoredEvents.Id(5):N}\"", StringComparison.Ordinal));
        var query = Assert.Single(_reader.Queries);
        Assert.Equal((limit, fromEnd), (query.Limit, query.FromEnd));
    }

    [Theory]
    [InlineData("first:0", "first: it must lie between 1 and 1000, and is 0.")]
    [InlineData("first:1001", "first: it must lie between 1 and 1000, and is 1001.")]
    [InlineData("last:-1", "last: it must lie between 1 and 1000, and is -1.")]
    [InlineData("first:1,last:1", "last: it excludes first")]
    [InlineData("first:1,before:\"x\"", "before: it goes with last")]
    [InlineData("last:1,after:\"x\"", "after: it goes with first")]
    [InlineData("after:\"x\",before:\"x\"", "before: it excludes after")]
    public async Task Arguments_that_mean_no_page_are_refused(string arguments, string message)
    {
        var (code, found) = await _host.RefusalAsync($"{{auditEvents({arguments}){{nodes{{id}}}}}}");
        Assert.Equal("BAD_USER_INPUT", code);
        Assert.StartsWith(message, found, StringComparison.Ordinal);
        Assert.Empty(_reader.Queries);
    }

    [Fact]
    public async Task Events_are_counted_only_when_asked_for_and_read_only_when_asked_for()
    {
        await _host.DataAsync("{auditEvents{nodes{id}}}");
        Assert.Empty(_reader.Counts);
        Assert.Single(_reader.Queries);
        var data = await _host.DataAsync("{auditEvents{...c __typename}} fragment c on AuditEventConnection{n:totalCount}");
        Assert.Equal(120, data["auditEvents"]!["n"]!.GetValue<int>());
        Assert.Single(_reader.Counts);
        Assert.Single(_reader.Queries);
    }

    [Fact]
    public async Task Sort_and_direction_reach_the_reader()
    {
        await _host.DataAsync("{a:auditEvents(sort:DURATION,direction:ASC){nodes{id}} b:auditEvents(sort:null,direction:null){nodes{id}} c:auditEvents(sort:ROWS_AFFECTED){nodes{id}}}");
        Assert.Equal(
            [(AuditSort.Duration, SortDirection.Ascending), (AuditSort.OccurredAt, SortDirection.Descending), (AuditSort.RowsAffected, SortDirection.Descending)],
            _reader.Queries.Select(query => (query.Sort, query.Direction)));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
