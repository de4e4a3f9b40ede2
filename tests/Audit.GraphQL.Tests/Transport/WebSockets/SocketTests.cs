using System.Text.Json.Nodes;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Transport.WebSockets;

/// <summary>Operations over <c>graphql-transport-ws</c>.</summary>
public sealed class SocketTests : IAsyncLifetime
{
    private const string Follow = "subscription($f:AuditEventFilter){auditEventAdded(filter:$f){id action ingestedAt}}";
    private GraphHost _host = null!;

    private MemoryTail Tail => (MemoryTail)_host.Services.GetRequiredService<IAuditLiveTail>();

    public async ValueTask InitializeAsync() =>
        _host = await GraphHost.StartAsync(new MemoryReader(), configure: audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>());

    [Fact]
    public async Task Events_that_fulfil_the_filter_follow_each_other_until_the_client_has_enough()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        Assert.Equal("graphql-transport-ws", socket.Protocol);
        await socket.SubscribeAsync("1", Follow, new JsonObject { ["f"] = new JsonObject { ["action"] = new JsonObject { ["eq"] = "db.delete" } } });
        await Tail.UntilAsync(1);
        Tail.Add(StoredEvents.At(1, action: "db.delete"));
        Tail.Add(StoredEvents.At(2, action: "db.select"));
        Tail.Add(StoredEvents.At(3, action: "db.delete") with { IngestedAt = default });
        Assert.Equal(Next(1, "\"2026-03-01T12:00:01.500000Z\""), (await socket.ReceiveAsync()).ToJsonString());
        Assert.Equal(Next(3, "null"), (await socket.ReceiveAsync()).ToJsonString());
        await socket.CompleteAsync("1");
        await Tail.UntilAsync(0);
        await socket.CloseAsync();
    }

    [Fact]
    public async Task Client_learns_how_many_events_were_skipped()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow);
        await Tail.UntilAsync(1);
        Tail.Add(StoredEvents.At(1), skipped: 90);
        Assert.Equal("""{"skipped":90}""", (await socket.ReceiveAsync())["payload"]!["extensions"]!.ToJsonString());
    }

    [Fact]
    public async Task End_of_the_source_completes_the_subscription()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow);
        await Tail.UntilAsync(1);
        Tail.End();
        Assert.Equal("""{"id":"1","type":"complete"}""", (await socket.ReceiveAsync()).ToJsonString());
        await socket.SubscribeAsync("1", "{me{id}}");
        Assert.Equal("next", (await socket.ReceiveAsync())["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Client_that_goes_away_ends_its_subscriptions()
    {
        var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow);
        await socket.SubscribeAsync("2", Follow);
        await Tail.UntilAsync(2);
        socket.Dispose();
        await Tail.UntilAsync(0);
    }

    [Fact]
    public async Task Queries_are_answered_once()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("q", "query A{me{name}} query B{me{id}}");
        var refused = await socket.ReceiveAsync();
        Assert.Equal(("error", "OPERATION_RESOLUTION_FAILURE"), (refused["type"]!.GetValue<string>(), refused["payload"]![0]!["extensions"]!["code"]!.GetValue<string>()));
        await socket.SubscribeAsync("q", "{me{name}}");
        Assert.Equal("""{"id":"q","type":"next","payload":{"data":{"me":{"name":"vera"}}}}""", (await socket.ReceiveAsync()).ToJsonString());
        Assert.Equal("""{"id":"q","type":"complete"}""", (await socket.ReceiveAsync()).ToJsonString());
    }

    [Theory]
    [InlineData("subscription{nothing}", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription{auditEventAdded{id} b:auditEventAdded{id}}", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription{auditEventAdded(filter:{clientIp:\"nowhere\"}){id}}", "BAD_USER_INPUT")]
    [InlineData("subscription{auditEventAdded(filter:{last:\"PT1H\",to:\"2026-01-01T00:00:00Z\"}){id}}", "BAD_USER_INPUT")]
    [InlineData("subscription{auditEventAdded{related(first:1000){related(first:1000){id}}}}", "LIMIT_EXCEEDED")]
    [InlineData("mutation{approveOperation(id:\"019cac1a-2b80-71f9-8000-000000000001\",note:\"x\"){id}}", "FORBIDDEN")]
    public async Task Operation_that_is_not_valid_gets_its_error_and_the_connection_goes_on(string query, string code)
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", query);
        var answer = await socket.ReceiveAsync();
        var error = answer["type"]!.GetValue<string>() == "error" ? answer["payload"]![0]! : answer["payload"]!["errors"]![0]!;
        Assert.Equal(code, error["extensions"]!["code"]!.GetValue<string>());
        Assert.Empty(Tail.Filters);
        await socket.SendAsync("""{"type":"ping","payload":{"a":[1]}}""");
        var pong = await socket.ReceiveAsync();
        Assert.Equal("""{"type":"pong","payload":{"a":[1]}}""", (pong["type"]!.GetValue<string>() == "complete" ? await socket.ReceiveAsync() : pong).ToJsonString());
    }

    [Fact]
    public async Task Host_without_a_live_tail_says_so()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader());
        using var socket = await (await host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow);
        Assert.Equal("UNAVAILABLE", (await socket.ReceiveAsync())["payload"]![0]!["extensions"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Related_events_are_loaded_for_each_event()
    {
        await using var host = await GraphHost.StartAsync(
            new MemoryReader(StoredEvents.At(1, trace: "t"), StoredEvents.At(2, trace: "t")), configure: audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>());
        var tail = (MemoryTail)host.Services.GetRequiredService<IAuditLiveTail>();
        using var socket = await (await host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", "subscription{auditEventAdded{related{id}}}");
        await tail.UntilAsync(1);
        tail.Add(StoredEvents.At(2, trace: "t"));
        Assert.Equal(StoredEvents.Id(1).ToString(), (await socket.ReceiveAsync())["payload"]!["data"]!["auditEventAdded"]!["related"]![0]!["id"]!.GetValue<string>());
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static string Next(int number, string ingestedAt) =>
        "{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":{\"auditEventAdded\":{\"id\":\"" + StoredEvents.Id(number) + "\",\"action\":\"db.delete\",\"ingestedAt\":" + ingestedAt + "}}}}";
}
