using System.Net.Http.Json;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;

namespace Audit.EndToEnd.Tests.Walkthrough;

/// <summary>What people change in the shop is told by GraphQL, from what to what.</summary>
public sealed class EntityChangeTests(EntityChangeTests.Shop shop) : IClassFixture<EntityChangeTests.Shop>
{
    private const string Query = """
        query ($entity: String!, $key: String!) {
          auditEvents(filter: { entity: { eq: $entity }, entityKey: { eq: $key } }, direction: ASC) {
            nodes { action outcome actor { id } correlation { httpRoute } entity { entity key state changes { property before after redacted } } }
          }
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_of_a_product_is_told_with_who_made_it()
    {
        using var bob = shop.Host.CreateClient(apiKey: ShopWalk.BobsKey);
        var id = await CreateAsync(bob, "/shop/products", new { Name = "Urn", PriceCents = 9_900, Stock = 1 });
        (await bob.PutAsJsonAsync($"/shop/products/{id}", new { Name = "Urn", PriceCents = 8_800, Stock = 1 }, Token)).EnsureSuccessStatusCode();

        var told = await ToldAsync("Product", id, 2);

        Assert.Equal(
            ["entity.added SUCCEEDED bob /shop/products", "entity.modified SUCCEEDED bob /shop/products/{id:int}"],
            told.Select(static node => $"{Text(node, "action")} {Text(node, "outcome")} {Text(node.GetProperty("actor"), "id")} {Text(node.GetProperty("correlation"), "httpRoute")}"));
        Assert.Contains("Name: null → Urn", ChangesOf(told[0]));
        Assert.Contains("PriceCents: null → 9900", ChangesOf(told[0]));
        Assert.Contains("PriceCents: 9900 → 8800", ChangesOf(told[1]));
        Assert.DoesNotContain(ChangesOf(told[1]), static change => change.StartsWith("Name", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_personal_is_told_to_have_changed_and_not_what_it_is()
    {
        using var bob = shop.Host.CreateClient(apiKey: ShopWalk.BobsKey);
        var id = await CreateAsync(bob, "/shop/customers", new { Name = "Grace Garden", Email = "grace.garden@customers.example" });

        var added = Assert.Single(await ToldAsync("Customer", id, 1));

        Assert.Equal(["Email: null → null", "Name: null → null"], ChangesOf(added).Order());
        Assert.All(added.GetProperty("entity").GetProperty("changes").EnumerateArray(), static change => Assert.True(change.GetProperty("redacted").GetBoolean()));
        Assert.DoesNotContain("Garden", added.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> CreateAsync(HttpClient client, string path, object body)
    {
        using var created = await client.PostAsJsonAsync(path, body, Token);
        created.EnsureSuccessStatusCode();
        return (await created.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetRawText();
    }

    private async Task<List<JsonElement>> ToldAsync(string entity, string key, int count)
    {
        using var admin = shop.Host.CreateClient(token: HostProcess.AdminToken);
        var api = new AuditApi(admin);
        return await Eventually.GetAsync(
            async () => (List<JsonElement>)[.. (await api.AskAsync(Query, new { entity, key }, Token)).GetProperty("auditEvents").GetProperty("nodes").EnumerateArray()],
            nodes => nodes.Count >= count,
            Token);
    }

    private static List<string> ChangesOf(JsonElement node) =>
        [.. node.GetProperty("entity").GetProperty("changes").EnumerateArray().Select(static change => $"{Text(change, "property")}: {Text(change, "before")} → {Text(change, "after")}")];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "null";

    /// <summary>A host of its own: what the walk left is counted to the last event.</summary>
    public sealed class Shop : IAsyncLifetime
    {
        private readonly HostDirectory _directory = new();
        private HostProcess? _host;

        internal HostProcess Host => _host!;

        public async ValueTask InitializeAsync() => _host = await HostProcess.StartAsync(_directory.Path, Token);

        public async ValueTask DisposeAsync()
        {
            if (_host is not null)
                await _host.DisposeAsync();
            _directory.Dispose();
        }
    }
}
