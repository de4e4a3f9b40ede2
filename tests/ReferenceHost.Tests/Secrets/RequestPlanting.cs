using System.Net.Http.Json;
using System.Text;
using Audit.ApiKeys.Authentication;
using ReferenceHost.Features.ApiKeys;
using ReferenceHost.Features.Customers;
using ReferenceHost.Features.Products;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Plants in requests to the shop. The control is the user agent.</summary>
internal static class RequestPlanting
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task HeadersAsync(Plot plot, Site site)
    {
        (string Name, string Value)[] headers =
        [
            ("Authorization", $"Bearer {plot.Text()}"),
            ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{plot.Text()}"))}"),
            ("X-Api-Key", plot.Text()),
            ("Cookie", $"session={plot.Text()}; other={plot.Text()}"),
            ("Proxy-Authorization", $"Basic {plot.Text()}"),
            ("X-Forwarded-For", plot.Text()),
            ("X-Request-Id", plot.Text()),
            ("Referer", $"https://x/?token={plot.Text()}"),
            ("tracestate", $"vendor={plot.Text()}"),
            ("baggage", $"secret={plot.Text()}"),
        ];
        foreach (var (name, value) in headers)
        {
            using var client = site.Host.CreateClient();
            client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"{plot.Control} (token={plot.Text()}) https://u:{plot.Text()}@x/");
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
            using var response = await client.GetAsync(new Uri("/shop/products/1", UriKind.Relative), Token);
            using var refused = await client.GetAsync(new Uri("/shop/customers/1", UriKind.Relative), Token);
        }
    }

    public static async Task AddressesAsync(Plot plot, Site site)
    {
        using var client = Client(plot, site);
        string[] addresses =
        [
            $"/shop/products?search={plot.Text()}", $"/shop/products?search=a&token={plot.Text()}", $"/shop/products/{plot.Text()}", $"/shop/{plot.Text()}",
            $"/shop/orders?customerId=1&password={plot.Text()}", $"/shop/reports/low-stock?below={plot.Text()}",
        ];
        foreach (var address in addresses)
        {
            using var response = await client.GetAsync(new Uri(address, UriKind.Relative), Token);
        }
    }

    public static async Task BodiesAsync(Plot plot, Site site)
    {
        using var client = Client(plot, site);
        var email = plot.Email();
        for (var i = 0; i < 3; i++)
        {
            // The second and third fail: there is such a customer.
            using var created = await client.PostAsJsonAsync("/shop/customers", new CustomerInput(plot.Text(), email), Token);
            using var product = await client.PostAsJsonAsync("/shop/products", new ProductInput(plot.Text(), 1, 1), Token);
            using var refused = await client.PostAsJsonAsync("/shop/sign-in", new { user = plot.Text() }, Token);
        }
    }

    private static HttpClient Client(Plot plot, Site site)
    {
        var client = site.Host.CreateClient();
        client.DefaultRequestHeaders.Add(ApiKeyDefaults.HeaderName, ApiKeyFeature.BobsDemoKey);
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", plot.Control);
        return client;
    }
}
