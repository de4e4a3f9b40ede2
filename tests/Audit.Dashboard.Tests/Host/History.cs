using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Audit.Dashboard.Tests.Host;

/// <summary>What happened before the tests look at it: some work in the shop, failures, a command, and a table that was dropped.</summary>
internal static class History
{
    /// <summary>A name that would do harm if it were taken for anything but text.</summary>
    public const string HostileName = "<img src=x onerror=alert(1)> \u202Eevil";

    public static async Task HappenAsync(HostFixture host)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        using var stranger = host.CreateClient();
        for (var round = 1; round <= 6; round++)
        {
            await GetAsync(stranger, $"/shop/products?search=tea&take={round}");
            await GetAsync(alice, $"/shop/orders?take={round}");
            await GetAsync(bob, "/shop/reports/top-products");
            await GetAsync(stranger, "/shop/orders");
            // Product 7 has a history.
            var product = await alice.GetFromJsonAsync<JsonElement>("/shop/products/7");
            using var changed = await alice.PutAsJsonAsync("/shop/products/7", new { name = product.GetProperty("name").GetString(), priceCents = 1000 + round, stock = 50 - round });
            changed.EnsureSuccessStatusCode();
        }

        using var hostile = await alice.PostAsJsonAsync("/shop/products", new { name = HostileName, priceCents = 1, stock = 1 });
        hostile.EnsureSuccessStatusCode();
        await host.RunCommandAsync("user:create", "eve");
        await DropTableAsync(host, bob);
        // Another operation waits for somebody to look at it.
        using var waiting = await alice.PostAsync("/shop/maintenance/abandoned-carts/reset", null);
        Assert.Equal(HttpStatusCode.Forbidden, waiting.StatusCode);
        await Eventually.BecomesAsync(
            async () =>
            {
                var data = await host.AskAsync("""{ dropped: auditEvents(filter: { destructive: true, actorId: { eq: "bob" }, outcome: [SUCCEEDED] }) { totalCount } commands: auditEvents(filter: { category: [COMMAND] }) { totalCount } pendingApprovals { id } }""");
                return data.GetProperty("dropped").GetProperty("totalCount").GetInt32() > 0
                    && data.GetProperty("commands").GetProperty("totalCount").GetInt32() > 0
                    && data.GetProperty("pendingApprovals").GetArrayLength() > 0;
            },
            "the log holds what happened");
    }

    /// <summary>The guard wants a second person, who agrees.</summary>
    private static async Task DropTableAsync(HostFixture host, HttpClient bob)
    {
        const string Incident = "/shop/maintenance/incidents/drop-table";
        using var refused = await bob.PostAsync(Incident, null);
        var approval = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("approvalId").GetString();
        await host.AskAsync($$"""mutation { approveOperation(id: "{{approval}}", note: "the carts are saved") { state } }""");
        using var done = await bob.PostAsync(Incident, null);
        done.EnsureSuccessStatusCode();
    }

    private static async Task GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
    }
}
