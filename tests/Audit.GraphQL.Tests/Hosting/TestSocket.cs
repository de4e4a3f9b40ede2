using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.TestHost;

namespace Audit.GraphQL.Tests.Hosting;

/// <summary>A client of <c>graphql-transport-ws</c> that does what it is told, whether the protocol allows it or not.</summary>
internal sealed class TestSocket(WebSocket socket) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string? Protocol => socket.SubProtocol;

    public static async Task<TestSocket> ConnectAsync(TestServer server, string path, string? protocol, string? token, string? origin)
    {
        var client = server.CreateWebSocketClient();
        if (protocol is not null)
            client.SubProtocols.Add(protocol);
        client.ConfigureRequest = request =>
        {
            if (token is not null)
                request.Headers.Authorization = $"Bearer {token}";
            if (origin is not null)
                request.Headers.Origin = origin;
        };
        return new TestSocket(await client.ConnectAsync(new Uri(server.BaseAddress, path), Token));
    }

    /// <summary>Opens the conversation.</summary>
    public async Task<TestSocket> InitialiseAsync(JsonObject? payload = null)
    {
        await SendAsync(payload is null ? new JsonObject { ["type"] = "connection_init" } : new JsonObject { ["type"] = "connection_init", ["payload"] = payload });
        Assert.Equal("""{"type":"connection_ack"}""", (await ReceiveAsync()).ToJsonString());
        return this;
    }

    public Task SubscribeAsync(string id, string query, JsonObject? variables = null) => SendAsync(new JsonObject
    {
        ["id"] = id,
        ["type"] = "subscribe",
        ["payload"] = new JsonObject { ["query"] = query, ["variables"] = variables },
    });

    public Task CompleteAsync(string id) => SendAsync(new JsonObject { ["id"] = id, ["type"] = "complete" });

    public Task SendAsync(JsonNode message) => SendAsync(message.ToJsonString());

    public Task SendAsync(string message) => socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, Token);

    public Task SendBinaryAsync() => socket.SendAsync(new byte[] { 1 }, WebSocketMessageType.Binary, endOfMessage: true, Token);

    public async Task<JsonNode> ReceiveAsync() => await ReadAsync() ?? throw new InvalidOperationException($"Closed with {socket.CloseStatus}: {socket.CloseStatusDescription}");

    /// <summary>Reads until the server closes, and answers that.</summary>
    public async Task<(int Code, string? Reason)> ClosedAsync()
    {
        while (await ReadAsync() is not null)
        {
        }

        var closed = ((int)socket.CloseStatus!.Value, socket.CloseStatusDescription);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        return closed;
    }

    public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);

    public void Dispose() => socket.Dispose();

    private async Task<JsonNode?> ReadAsync()
    {
        var message = new MemoryStream();
        var buffer = new byte[8192];
        // What does not come fails its test, and holds up no other.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Longest);
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonNode.Parse(message.ToArray())!;
        }
    }
}
