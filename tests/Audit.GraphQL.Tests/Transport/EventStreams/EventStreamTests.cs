using System.Net;
using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Audit.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Transport.EventStreams;

/// <summary>Operations over server-sent events, one response each.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private const string Follow = "subscription{auditEventAdded{action}}";
    private GraphHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MemoryTail Tail => (MemoryTail)_host.Services.GetRequiredService<IAuditLiveTail>();

    public async ValueTask InitializeAsync() =>
        _host = await GraphHost.StartAsync(new MemoryReader(), configure: audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>());

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task Answers_follow_each_other_and_end_with_the_source(string method)
    {
        using var response = await SendAsync(Follow, method);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        await Tail.UntilAsync(1);
        Tail.Add(StoredEvents.At(1, action: "it's"));
        Tail.Add(StoredEvents.At(2), skipped: 7);
        Tail.End();
        Assert.Equal(
            """
            :

            event: next
            data: {"data":{"auditEventAdded":{"action":"it's"}}}

            event: next
            data: {"data":{"auditEventAdded":{"action":"test"}},"extensions":{"skipped":7}}

            event: complete
            data: 


            """,
            await response.Content.ReadAsStringAsync(Token));
        await Tail.UntilAsync(0);
    }

    [Fact]
    public async Task Query_is_answered_once_for_who_takes_only_events()
    {
        using var response = await SendAsync("{me{name}}");
        Assert.Equal(":\n\nevent: next\ndata: {\"data\":{\"me\":{\"name\":\"vera\"}}}\n\nevent: complete\ndata: \n\n", await response.Content.ReadAsStringAsync(Token));
        using var both = await SendAsync("{me{name}}", accept: "text/event-stream, application/json");
        Assert.Equal("application/json", both.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("subscription{nothing}", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription{", "GRAPHQL_PARSE_FAILED")]
    [InlineData("subscription{auditEventAdded(filter:{clientIp:\"nowhere\"}){id}}", "BAD_USER_INPUT")]
    public async Task Bad_document_is_answered_with_its_errors(string query, string code)
    {
        using var response = await SendAsync(query);
        var lines = (await response.Content.ReadAsStringAsync(Token)).Split('\n');
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(code, JsonNode.Parse(lines[3]["data: ".Length..])!["errors"]![0]!["extensions"]!["code"]!.GetValue<string>());
        Assert.Contains("event: complete", lines);
    }

    [Fact]
    public async Task Refusals_have_their_status()
    {
        using var anonymous = await SendAsync(Follow, token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        using var noStream = await SendAsync(Follow, accept: "application/graphql-response+json");
        Assert.Equal(HttpStatusCode.NotAcceptable, noStream.StatusCode);
        Assert.Contains("text/event-stream", await noStream.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var change = await SendAsync("mutation{approveOperation(id:\"x\",note:\"x\"){id}}", "GET");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, change.StatusCode);
    }

    [Fact]
    public async Task Client_that_goes_away_ends_its_subscription()
    {
        var response = await SendAsync(Follow);
        await Tail.UntilAsync(1);
        response.Dispose();
        await Tail.UntilAsync(0);
    }

    [Fact]
    public async Task Quiet_connection_is_kept_alive_and_ends_with_its_sign_in()
    {
        using var response = await SendAsync(Follow);
        await Tail.UntilAsync(1);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.Equal(":", await reader.ReadLineAsync(Token));
        Assert.Equal("", await reader.ReadLineAsync(Token));
        var comment = reader.ReadLineAsync(Token).AsTask();
        await AdvanceUntilAsync(comment);
        Assert.Equal(":", await comment);
        _host.RevokeToken();
        var rest = reader.ReadToEndAsync(Token);
        await AdvanceUntilAsync(rest);
        Assert.EndsWith("\"extensions\":{\"code\":\"UNAUTHENTICATED\"}}]}\n\nevent: complete\ndata: \n\n", await rest, StringComparison.Ordinal);
        await Tail.UntilAsync(0);
    }

    [Fact]
    public async Task Host_that_stops_completes_and_does_not_wait()
    {
        using var response = await SendAsync(Follow);
        await Tail.UntilAsync(1);
        await _host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.EndsWith("event: complete\ndata: \n\n", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscription_too_many_is_refused()
    {
        await using var host = await GraphHost.StartAsync(
            new MemoryReader(), new() { ["Audit:GraphQL:Subscriptions:Max"] = "1" }, audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>());
        using var client = host.CreateClient();
        using var first = await SendAsync(Follow, client: client);
        using var second = await SendAsync(Follow, client: client);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Contains("Audit:GraphQL:Subscriptions:Max)", await second.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        string query, string method = "POST", string? token = GraphHost.Token, string accept = "text/event-stream", HttpClient? client = null)
    {
        client ??= _host.CreateClient(token);
        var request = method == "GET"
            ? new HttpRequestMessage(HttpMethod.Get, new Uri($"graphql?query={Uri.EscapeDataString(query)}", UriKind.Relative))
            : new HttpRequestMessage(HttpMethod.Post, new Uri("graphql", UriKind.Relative)) { Content = GraphHost.Body(query) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
