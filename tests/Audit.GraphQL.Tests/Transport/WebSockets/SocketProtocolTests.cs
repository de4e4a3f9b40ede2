using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Audit.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Transport.WebSockets;

/// <summary>Who may open a WebSocket and keep it, and what closes it.</summary>
public sealed class SocketProtocolTests : IAsyncLifetime
{
    private const string Follow = "subscription{auditEventAdded{id}}";
    private GraphHost _host = null!;

    private MemoryTail Tail => (MemoryTail)_host.Services.GetRequiredService<IAuditLiveTail>();

    public async ValueTask InitializeAsync() => _host = await StartAsync([]);

    [Fact]
    public async Task Token_comes_with_the_first_message_where_a_header_cannot()
    {
        using var socket = await _host.ConnectAsync(token: null);
        await socket.InitialiseAsync(new JsonObject { ["Authorization"] = $"Bearer {GraphHost.Token}" });
        await socket.SubscribeAsync("1", "{me{name}}");
        Assert.Equal("vera", (await socket.ReceiveAsync())["payload"]!["data"]!["me"]!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "Bearer wrong")]
    [InlineData("wrong", null)]
    [InlineData(GraphHost.Token, "Bearer wrong")]
    public async Task Who_may_not_read_is_closed(string? header, string? payload)
    {
        using var socket = await _host.ConnectAsync(header);
        await socket.SendAsync(new JsonObject { ["type"] = "connection_init", ["payload"] = payload is null ? null : new JsonObject { ["authorization"] = payload } });
        Assert.Equal((4403, "Forbidden"), await socket.ClosedAsync());
    }

    [Fact]
    public async Task Forgotten_protection_and_an_applications_own_customers_open_nothing()
    {
        using var socket = await _host.ConnectAsync(token: null, path: "/open");
        await socket.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal(4403, (await socket.ClosedAsync()).Code);
    }

    [Fact]
    public async Task Other_protocols_are_closed()
    {
        foreach (var protocol in new[] { null, "graphql-ws" })
        {
            using var socket = await _host.ConnectAsync(protocol: protocol);
            Assert.Equal((4406, "Subprotocol not acceptable"), await socket.ClosedAsync());
        }
    }

    [Fact]
    public async Task Who_does_not_begin_in_time_is_closed()
    {
        using var socket = await _host.ConnectAsync();
        var closed = socket.ClosedAsync();
        while (!closed.IsCompleted)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal((4408, "Connection initialisation timeout"), await closed);
    }

    [Fact]
    public async Task Operation_before_the_beginning_is_closed()
    {
        using var socket = await _host.ConnectAsync();
        await socket.SubscribeAsync("1", "{me{id}}");
        Assert.Equal((4401, "Unauthorized"), await socket.ClosedAsync());
    }

    [Fact]
    public async Task Second_beginning_is_closed()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal((4429, "Too many initialisation requests"), await socket.ClosedAsync());
    }

    [Fact]
    public async Task Second_operation_of_an_id_is_closed_and_ends_the_first()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("same", Follow);
        await Tail.UntilAsync(1);
        await socket.SubscribeAsync("same", Follow);
        Assert.Equal((4409, "Subscriber for same already exists"), await socket.ClosedAsync());
        await Tail.UntilAsync(0);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":7}")]
    [InlineData("{\"type\":\"start\"}")]
    [InlineData("{\"type\":\"subscribe\",\"payload\":{\"query\":\"{me{id}}\"}}")]
    [InlineData("{\"type\":\"subscribe\",\"id\":\"\",\"payload\":{\"query\":\"{me{id}}\"}}")]
    [InlineData("{\"type\":\"subscribe\",\"id\":\"1\"}")]
    [InlineData("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{}}")]
    [InlineData("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{me{id}}\",\"variables\":[]}}")]
    public async Task Message_that_is_none_is_closed(string message)
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SendAsync(message);
        Assert.Equal(4400, (await socket.ClosedAsync()).Code);
    }

    [Fact]
    public async Task Binary_message_is_closed()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SendBinaryAsync();
        Assert.Equal((4400, "Messages must be text"), await socket.ClosedAsync());
    }

    [Fact]
    public async Task Message_longer_than_allowed_is_closed()
    {
        await using var host = await StartAsync(new() { ["Audit:GraphQL:MaxRequestBytes"] = "2048" });
        using var socket = await (await host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", "{me{id}} #" + new string('x', 3000));
        Assert.Equal((1009, "A message is longer than 2048 bytes"), await socket.ClosedAsync());
    }

    [Theory]
    [InlineData("http://localhost", true)]
    [InlineData("https://localhost", false)]
    [InlineData("http://localhost:8080", false)]
    [InlineData("https://audit.example.com", true)]
    [InlineData("https://evil.example.com", false)]
    [InlineData("http://localhost.evil.example.com", false)]
    [InlineData("null", false)]
    public async Task Pages_of_other_origins_open_no_connection(string origin, bool isAllowed)
    {
        await using var host = await StartAsync(new() { ["Audit:GraphQL:AllowedOrigins:0"] = "https://audit.example.com" });
        if (isAllowed || origin == "https://localhost")
        {
            // Host and port decide: behind a proxy the scheme may be another one, whose port is the usual one there.
            using var socket = await host.ConnectAsync(origin: origin);
            await socket.InitialiseAsync();
            return;
        }

        var refusal = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => host.ConnectAsync(origin: origin));
        Assert.Contains("403", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_is_taken_away_ends_what_it_follows()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow);
        await Tail.UntilAsync(1);
        var closed = socket.ClosedAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.False(closed.IsCompleted);
        _host.RevokeToken();
        while (!closed.IsCompleted)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        Assert.Equal((4401, "Unauthorized"), await closed);
        await Tail.UntilAsync(0);
    }

    [Fact]
    public async Task Subscriptions_and_connections_of_a_user_and_in_all_are_bounded()
    {
        await using var host = await StartAsync(new() { ["Audit:GraphQL:Subscriptions:MaxPerUser"] = "2", ["Audit:GraphQL:Subscriptions:Max"] = "3" });
        var tail = (MemoryTail)host.Services.GetRequiredService<IAuditLiveTail>();
        using var one = await (await host.ConnectAsync()).InitialiseAsync();
        using var two = await (await host.ConnectAsync()).InitialiseAsync();
        using (var three = await host.ConnectAsync())
        {
            await Assert.ThrowsAnyAsync<InvalidOperationException>(() => host.ConnectAsync());
            await three.SendAsync("""{"type":"connection_init"}""");
            Assert.Equal((4429, "Too many connections"), await three.ClosedAsync());
        }

        await one.SubscribeAsync("1", Follow);
        await two.SubscribeAsync("1", Follow);
        await tail.UntilAsync(2);
        await two.SubscribeAsync("2", Follow);
        var error = (await two.ReceiveAsync())["payload"]![0]!;
        Assert.Equal("LIMIT_EXCEEDED", error["extensions"]!["code"]!.GetValue<string>());
        Assert.Contains("Audit:GraphQL:Subscriptions:MaxPerUser", error["message"]!.GetValue<string>(), StringComparison.Ordinal);

        await one.CompleteAsync("1");
        await tail.UntilAsync(1);
        await two.SubscribeAsync("2", Follow);
        await tail.UntilAsync(2);
    }

    [Fact]
    public async Task Host_that_stops_closes_and_does_not_wait()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow);
        await Tail.UntilAsync(1);
        var closed = socket.ClosedAsync();
        await _host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal((1001, "The server is stopping"), await closed);
        await Tail.UntilAsync(0);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static Task<GraphHost> StartAsync(Dictionary<string, string?> settings) =>
        GraphHost.StartAsync(new MemoryReader(), settings, audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>());
}
