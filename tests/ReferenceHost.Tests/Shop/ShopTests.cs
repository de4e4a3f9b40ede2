using System.Net.Http.Json;
using System.Net;
using System.Text.Json;
using Audit.ApiKeys.Authentication;
using Audit.Testing.Postgres;
using ReferenceHost.Features.ApiKeys;
using ReferenceHost.Features.Customers;
using ReferenceHost.Features.Orders;
using ReferenceHost.Features.Products;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Shop;

public sealed class SqliteShopTests : ShopTests
{
    protected override string[] Settings => [];
}

public sealed class PostgresShopTests(PostgresFixture postgres) : ShopTests
{
    protected override string[] Settings => ["--ConnectionStrings:Shop", postgres.CreateConnectionString()];
}

/// <summary>The shop does what a shop does, on each of its databases. Auditing is off here.</summary>
public abstract class ShopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract string[] Settings { get; }

    [Fact]
    public async Task Products_are_looked_at_by_anyone_and_changed_by_those_who_signed_in()
    {
        await using var host = await StartAsync();
        using var visitor = host.CreateClient();
        using var alice = await host.SignInAsync("alice", Token);

        Assert.NotEmpty(await ListAsync(visitor, "/shop/products?search=tea&take=3"));
        using var refused = await visitor.PutAsJsonAsync("/shop/products/1", new ProductInput("x", 1, 1), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var changed = await alice.PutAsJsonAsync("/shop/products/1", new ProductInput("Plain teapot", 999, 7), Token);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var found = await visitor.GetAsync(new Uri("/shop/products/1", UriKind.Relative), Token);
        var product = await found.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((999, 7), (product.GetProperty("priceCents").GetInt32(), product.GetProperty("stock").GetInt32()));
        Assert.EndsWith("Z", product.GetProperty("updatedAt").GetString(), StringComparison.Ordinal);
        using var created = await alice.PostAsJsonAsync("/shop/products", new ProductInput("Samovar", 9_900, 1), Token);
        using var deleted = await alice.DeleteAsync(created.Headers.Location, Token);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.NoContent), (created.StatusCode, deleted.StatusCode));
    }

    [Fact]
    public async Task An_order_takes_what_is_in_stock_and_nothing_when_something_is_not()
    {
        await using var host = await StartAsync();
        using var alice = await host.SignInAsync("alice", Token);

        using var placed = await alice.PostAsJsonAsync("/shop/orders", new OrderInput(1, [new(1, 2), new(2, 1)]), Token);
        using var tooMany = await alice.PostAsJsonAsync("/shop/orders", new OrderInput(1, [new(3, 1), new(2, 1_000)]), Token);
        using var nobody = await alice.PostAsJsonAsync("/shop/orders", new OrderInput(99, [new(3, 1)]), Token);

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Conflict],
            new[] { placed.StatusCode, tooMany.StatusCode, nobody.StatusCode });
        Assert.Single(await ListAsync(alice, "/shop/orders?customerId=1"));
        using var paid = await alice.PutAsJsonAsync(placed.Headers.Location, new OrderStatusInput("paid"), Token);
        using var lost = await alice.PutAsJsonAsync(placed.Headers.Location, new OrderStatusInput("lost"), Token);
        using var deleted = await alice.DeleteAsync(placed.Headers.Location, Token);
        Assert.Equal(
            [HttpStatusCode.NoContent, HttpStatusCode.BadRequest, HttpStatusCode.NoContent],
            new[] { paid.StatusCode, lost.StatusCode, deleted.StatusCode });
    }

    [Fact]
    public async Task A_customer_has_an_address_of_their_own_and_stays_while_they_have_orders()
    {
        await using var host = await StartAsync();
        using var alice = await host.SignInAsync("alice", Token);

        using var twin = await alice.PostAsJsonAsync("/shop/customers", new CustomerInput("Ada", "ada@customers.example"), Token);
        using var created = await alice.PostAsJsonAsync("/shop/customers", new CustomerInput("Alan", "alan@customers.example"), Token);
        using var order = await alice.PostAsJsonAsync("/shop/orders", new OrderInput(1, [new(1, 1)]), Token);
        using var kept = await alice.DeleteAsync(new Uri("/shop/customers/1", UriKind.Relative), Token);
        using var deleted = await alice.DeleteAsync(created.Headers.Location, Token);

        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.NoContent],
            new[] { twin.StatusCode, created.StatusCode, order.StatusCode, kept.StatusCode, deleted.StatusCode });
    }

    [Fact]
    public async Task Reports_and_maintenance_run_by_key()
    {
        await using var host = await StartAsync();
        using var bob = host.CreateClient();
        bob.DefaultRequestHeaders.Add(ApiKeyDefaults.HeaderName, ApiKeyFeature.BobsDemoKey);
        using var order = await bob.PostAsJsonAsync("/shop/orders", new OrderInput(1, [new(1, 2), new(2, 1)]), Token);
        Assert.Equal(HttpStatusCode.Created, order.StatusCode);

        Assert.Equal(2, (await ListAsync(bob, "/shop/reports/top-products")).Length);
        Assert.NotEmpty(await ListAsync(bob, "/shop/reports/low-stock?below=1000"));
        var revenue = await bob.GetFromJsonAsync<JsonElement>(new Uri("/shop/reports/revenue", UriKind.Relative), Token);
        Assert.True(revenue.GetProperty("cents").GetInt64() > 0);
        using var emptied = await bob.DeleteAsync(new Uri("/shop/maintenance/abandoned-carts", UriKind.Relative), Token);
        Assert.Equal("12", await emptied.Content.ReadAsStringAsync(Token));
        for (var i = 0; i < 2; i++)
        {
            using var reset = await bob.PostAsync(new Uri("/shop/maintenance/abandoned-carts/reset", UriKind.Relative), null, Token);
            Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        }
    }

    private static async Task<JsonElement[]> ListAsync(HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonElement[]>(new Uri(path, UriKind.Relative), Token))!;

    // With a server for a store that nobody calls, no embedded engine is opened.
    private Task<RunningHost> StartAsync() =>
        RunningHost.StartAsync(["--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost", .. Settings]);
}
