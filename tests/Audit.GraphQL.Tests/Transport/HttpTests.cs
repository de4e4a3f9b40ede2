using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;

namespace Audit.GraphQL.Tests.Transport;

/// <summary>GraphQL over HTTP: methods, media types, statuses, malformed requests.</summary>
public sealed class HttpTests : IAsyncLifetime
{
    private const string GraphQLResponse = "application/graphql-response+json";
    private GraphHost _host = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await GraphHost.StartAsync(new MemoryReader());
        _client = _host.CreateClient();
    }

    [Fact]
    public async Task Query_is_answered_by_GET_and_by_POST()
    {
        var byGet = await _client.GetStringAsync(new Uri("graphql?query={me{name}}", UriKind.Relative), Token);
        using var response = await _client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{me{name}}"), Token);
        Assert.Equal("""{"data":{"me":{"name":"vera"}}}""", byGet);
        Assert.Equal(byGet, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Variables_come_as_JSON_in_the_address()
    {
        var query = Uri.EscapeDataString("query($by:[Dimension!]!){aggregate(by:$by){rows{key{dimension}}}}");
        var variables = Uri.EscapeDataString("""{"by":["TABLE"]}""");
        var answer = await _client.GetStringAsync(new Uri($"graphql?query={query}&variables={variables}", UriKind.Relative), Token);
        Assert.Equal("""{"data":{"aggregate":{"rows":[{"key":[{"dimension":"TABLE"}]}]}}}""", answer);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData(GraphQLResponse, GraphQLResponse)]
    [InlineData("application/json, application/graphql-response+json", GraphQLResponse)]
    [InlineData("application/json, application/graphql-response+json;q=0.9", "application/json")]
    [InlineData("text/html, application/graphql-response+json;charset=utf-8, */*;q=0.1", GraphQLResponse)]
    [InlineData("application/graphql-response+json;charset=latin1, application/json;q=0.2", "application/json")]
    public async Task Media_type_is_what_the_client_likes_best(string? accept, string expected)
    {
        using var response = await SendAsync(GraphHost.Body("{me{name}}"), accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType?.CharSet);
    }

    [Fact]
    public async Task Client_that_accepts_no_JSON_is_told_so()
    {
        using var response = await SendAsync(GraphHost.Body("{me{name}}"), "text/html");
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
    }

    [Theory]
    [InlineData("{", "GRAPHQL_PARSE_FAILED")]
    [InlineData("{ nothing }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("query($id:ID!){auditEvent(id:$id){id}}", "BAD_USER_INPUT")]
    [InlineData("fragment f on Query { me { id } }", "OPERATION_RESOLUTION_FAILURE")]
    [InlineData("type Mine { a: Int } { me { id } }", "GRAPHQL_VALIDATION_FAILED")]
    public async Task Bad_document_has_no_data_and_the_status_of_its_media_type(string query, string code)
    {
        foreach (var (accept, status) in new[] { (GraphQLResponse, HttpStatusCode.BadRequest), ("application/json", HttpStatusCode.OK) })
        {
            using var response = await SendAsync(GraphHost.Body(query), accept);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!.AsObject();
            Assert.Equal(status, response.StatusCode);
            Assert.False(answer.ContainsKey("data"));
            Assert.Equal(code, answer["errors"]![0]!["extensions"]!["code"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{ \"quer", "no JSON")]
    [InlineData("[{\"query\":\"{me{id}}\"}]", "Batches are not accepted")]
    [InlineData("7", "must be a JSON object")]
    [InlineData("{\"qeury\":\"{me{id}}\"}", "query is missing")]
    [InlineData("{\"query\":7}", "query must be a text")]
    [InlineData("{\"query\":\"{me{id}}\",\"operationName\":7}", "operationName must be a text")]
    [InlineData("{\"query\":\"{me{id}}\",\"variables\":[]}", "variables must be an object")]
    [InlineData("{\"query\":\"{me{id}}\",\"extensions\":\"x\"}", "extensions must be an object")]
    [InlineData("{\"query\":\"{me{id}} \\ud800\"}", "no JSON")]
    [InlineData("{\"query\":\"{me{id}}\",\"variables\":{\"a\":\"\\ud800\"}}", "no JSON")]
    public async Task Malformed_body_is_refused_with_what_is_wrong(string body, string message)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await SendAsync(content, null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["errors"]![0]!;
        Assert.Contains(message, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("BAD_REQUEST", error["extensions"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Body_that_a_form_could_send_is_refused(string contentType)
    {
        using var content = GraphHost.Body("{me{id}}");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await SendAsync(content, null);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Only_queries_run_by_GET()
    {
        using var response = await _client.GetAsync(new Uri("graphql?query=mutation{x}", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("POST", Assert.Single(response.Content.Headers.Allow));
    }

    [Fact]
    public async Task Other_methods_are_not_allowed()
    {
        using var response = await _client.DeleteAsync(new Uri("graphql", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Several_operations_need_a_name_and_the_named_one_runs()
    {
        const string Document = "query A { me { id } } query B { me { name } }";
        var (code, message) = await _host.RefusalAsync(Document);
        Assert.Equal("OPERATION_RESOLUTION_FAILURE", code);
        Assert.Contains("operationName", message, StringComparison.Ordinal);
        Assert.Equal("""{"data":{"me":{"name":"vera"}}}""", (await _host.AskAsync(Document, operationName: "B")).ToJsonString());
        Assert.Contains("'C'", (await _host.RefusalAsync(Document, operationName: "C")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_longer_than_allowed_is_refused_whether_it_says_its_length_or_not()
    {
        var body = System.Text.Encoding.UTF8.GetBytes(new string(' ', (1 << 20) + 1));
        using var known = new ByteArrayContent(body);
        using var unknown = new StreamContent(new ChunkedStream(body));
        foreach (HttpContent content in new HttpContent[] { known, unknown })
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await SendAsync(content, null);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Contains("Audit:GraphQL:MaxRequestBytes", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _host.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(HttpContent content, string? accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("graphql", UriKind.Relative)) { Content = content };
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return _client.SendAsync(request, Token);
    }

    /// <summary>Does not tell its length.</summary>
    private sealed class ChunkedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
