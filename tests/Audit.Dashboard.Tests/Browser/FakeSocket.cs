using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Browser;

/// <summary>Speaks for the server over the page's WebSocket (graphql-transport-ws).</summary>
internal sealed class FakeSocket
{
    private readonly TaskCompletionSource<(IWebSocketRoute Route, string Id, string Query)> _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first subscription.</summary>
    public Task<string> Followed => _followed.Task.ContinueWith(static task => task.Result.Query, TaskScheduler.Default);

    public static async Task<FakeSocket> InstallAsync(IPage page)
    {
        var socket = new FakeSocket();
        await page.RouteWebSocketAsync("**/graphql", route => route.OnMessage(frame => socket.Answer(route, JsonNode.Parse(frame.Text!)!)));
        return socket;
    }

    public async Task SendAsync(string field, JsonNode value)
    {
        var (route, id, _) = await _followed.Task;
        route.Send(new JsonObject { ["id"] = id, ["type"] = "next", ["payload"] = new JsonObject { ["data"] = new JsonObject { [field] = value } } }.ToJsonString());
    }

    private void Answer(IWebSocketRoute route, JsonNode message)
    {
        switch ((string?)message["type"])
        {
            case "connection_init":
                route.Send("""{"type":"connection_ack"}""");
                break;
            case "ping":
                route.Send("""{"type":"pong"}""");
                break;
            case "subscribe":
                _followed.TrySetResult((route, (string)message["id"]!, (string)message["payload"]!["query"]!));
                break;
        }
    }
}
