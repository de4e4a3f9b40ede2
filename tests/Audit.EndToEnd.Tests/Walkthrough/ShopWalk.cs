using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;

namespace Audit.EndToEnd.Tests.Walkthrough;

/// <summary>What people do in the shop: alice by her cookie, bob by his API key, somebody who is not signed in.</summary>
internal static class ShopWalk
{
    public const string BobsKey = "bobs-demo-key";

    /// <summary>alice creates, changes and reads a product, orders it twice over, asks for a report, and empties a table without a condition.</summary>
    public static async Task AsAliceAsync(HostProcess host, CancellationToken cancellationToken)
    {
        using var alice = host.CreateClient();
        var signIn = await alice.PostAsJsonAsync("/shop/sign-in", new { user = "alice" }, cancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, signIn.StatusCode);
        alice.DefaultRequestHeaders.Add("Cookie", signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        var created = await Send(alice.PostAsJsonAsync("/shop/products", new { Name = "Samovar", PriceCents = 12900, Stock = 3 }, cancellationToken), HttpStatusCode.Created);
        var product = (await created.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetInt32();
        await Send(alice.PutAsJsonAsync($"/shop/products/{product}", new { Name = "Samovar", PriceCents = 11900, Stock = 5 }, cancellationToken), HttpStatusCode.OK);
        await Send(alice.GetAsync($"/shop/products/{product}", cancellationToken), HttpStatusCode.OK);
        await Send(alice.PostAsJsonAsync("/shop/orders", new { CustomerId = 1, Lines = new[] { new { ProductId = product, Quantity = 2 }, new { ProductId = 1, Quantity = 1 } } }, cancellationToken), HttpStatusCode.Created);
        await Send(alice.GetAsync("/shop/reports/top-products?take=5", cancellationToken), HttpStatusCode.OK);
        await Send(alice.DeleteAsync("/shop/maintenance/abandoned-carts", cancellationToken), HttpStatusCode.OK);
    }

    /// <summary>bob lists customers, tries to create one twice, and orders more than there is, which is rolled back.</summary>
    public static async Task AsBobAsync(HostProcess host, CancellationToken cancellationToken)
    {
        using var bob = host.CreateClient(apiKey: BobsKey);
        await Send(bob.GetAsync("/shop/customers?take=3", cancellationToken), HttpStatusCode.OK);
        await Send(bob.PostAsJsonAsync("/shop/customers", new { Name = "Ada again", Email = "ada@customers.example" }, cancellationToken), HttpStatusCode.Conflict);
        await Send(bob.PostAsJsonAsync("/shop/orders", new { CustomerId = 2, Lines = new[] { new { ProductId = 2, Quantity = 1 }, new { ProductId = 3, Quantity = 1000 } } }, cancellationToken), HttpStatusCode.Conflict);
    }

    public static async Task AsVisitorAsync(HostProcess host, CancellationToken cancellationToken)
    {
        using var visitor = host.CreateClient();
        await Send(visitor.GetAsync("/shop/products?search=tea&take=7", cancellationToken), HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> Send(Task<HttpResponseMessage> request, HttpStatusCode expected)
    {
        var response = await request;
        Assert.True(response.StatusCode == expected, $"{response.RequestMessage}\n{response}\n{await response.Content.ReadAsStringAsync()}");
        return response;
    }
}
