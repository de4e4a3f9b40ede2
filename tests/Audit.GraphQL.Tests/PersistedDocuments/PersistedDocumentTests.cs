using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Tests.PersistedDocuments;

/// <summary>Documents that clients name instead of sending them.</summary>
public sealed class PersistedDocumentTests : IDisposable
{
    private const string Document = "query Who { me { name } }";

    private readonly string _directory = Directory.CreateTempSubdirectory("audit-documents-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Hash => HashOf(Document);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Document_runs_by_its_id_in_every_way_of_naming_it(bool isDirectory)
    {
        await using var host = await StartAsync(isDirectory);
        var members = new JsonObject[]
        {
            new() { ["documentId"] = $"sha256:{Hash}" },
            new() { ["documentId"] = Hash.ToUpperInvariant(), ["operationName"] = "Who" },
            new() { ["extensions"] = new JsonObject { ["persistedQuery"] = new JsonObject { ["version"] = 1, ["sha256Hash"] = Hash } } },
            new() { ["query"] = Document, ["documentId"] = Hash },
        };
        foreach (var body in members)
            Assert.Equal("""{"data":{"me":{"name":"vera"}}}""", await PostAsync(host, body));
        using var client = host.CreateClient();
        Assert.Equal("""{"data":{"me":{"name":"vera"}}}""", await client.GetStringAsync(new Uri($"graphql?documentId=sha256:{Hash}", UriKind.Relative), Token));
    }

    [Fact]
    public async Task Document_that_is_not_there_is_refused_and_so_is_an_id_of_another()
    {
        await using var host = await StartAsync();
        Assert.Contains("PERSISTED_DOCUMENT_NOT_FOUND", await PostAsync(host, new JsonObject { ["documentId"] = new string('0', 64) }), StringComparison.Ordinal);
        Assert.Contains("BAD_REQUEST", await PostAsync(host, new JsonObject { ["query"] = "{me{id}}", ["documentId"] = Hash }), StringComparison.Ordinal);
        Assert.Contains("\"id\":\"vera\"", await PostAsync(host, new JsonObject { ["query"] = "{me{id}}" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_else_runs_where_only_these_may_by_any_way()
    {
        await using var host = await StartAsync(settings: new() { ["Audit:GraphQL:PersistedDocuments:Only"] = "true" });
        Assert.Contains("PERSISTED_DOCUMENT_REQUIRED", await PostAsync(host, new JsonObject { ["query"] = "{me{id}}" }), StringComparison.Ordinal);
        Assert.Contains("PERSISTED_DOCUMENT_REQUIRED", await PostAsync(host, new JsonObject { ["query"] = Document + " " }), StringComparison.Ordinal);
        Assert.Equal("""{"data":{"me":{"name":"vera"}}}""", await PostAsync(host, new JsonObject { ["query"] = Document }));

        using var socket = await (await host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", "{me{id}}");
        Assert.Equal("PERSISTED_DOCUMENT_REQUIRED", (await socket.ReceiveAsync())["payload"]![0]!["extensions"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{\"0000\":\"{me{id}}\"}", "0000 is not the SHA-256 of its document")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "cannot be read")]
    [InlineData(null, "cannot be read")]
    public async Task Wrong_manifest_stops_the_start_and_is_named(string? content, string message)
    {
        var path = Path.Combine(_directory, "manifest.json");
        if (content is not null)
            await File.WriteAllTextAsync(path, content, Token);
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => GraphHost.StartAsync(new MemoryReader(), new() { ["Audit:GraphQL:PersistedDocuments:Path"] = path }));
        Assert.Contains("Audit:GraphQL:PersistedDocuments:Path", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_persisted_documents_without_any_stop_the_start()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => GraphHost.StartAsync(new MemoryReader(), new() { ["Audit:GraphQL:PersistedDocuments:Only"] = "true" }));
        Assert.Contains("Audit:GraphQL:PersistedDocuments:Only needs", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<GraphHost> StartAsync(bool isDirectory = false, Dictionary<string, string?>? settings = null)
    {
        var path = isDirectory ? _directory : Path.Combine(_directory, "manifest.json");
        if (isDirectory)
            await File.WriteAllTextAsync(Path.Combine(_directory, "who.graphql"), Document, Token);
        else
            await File.WriteAllTextAsync(path, new JsonObject { [$"sha256:{Hash}"] = Document }.ToJsonString(), Token);
        return await GraphHost.StartAsync(new MemoryReader(), new(settings ?? []) { ["Audit:GraphQL:PersistedDocuments:Path"] = path });
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static async Task<string> PostAsync(GraphHost host, JsonObject body)
    {
        using var client = host.CreateClient();
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), content, Token);
        return await response.Content.ReadAsStringAsync(Token);
    }
}
