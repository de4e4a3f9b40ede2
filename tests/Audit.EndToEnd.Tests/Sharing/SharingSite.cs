using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;
using Audit.Testing.Redis;

namespace Audit.EndToEnd.Tests.Sharing;

/// <summary>Two hosts, each a process with a log of its own, that share a shop on PostgreSQL and a Redis.</summary>
internal sealed class SharingSite : IAsyncDisposable
{
    private readonly HostDirectory _oneDirectory = new();
    private readonly HostDirectory _otherDirectory = new();

    private SharingSite(RedisServer redis) => Redis = redis;

    public RedisServer Redis { get; }

    public HostProcess One { get; private set; } = null!;

    public HostProcess Other { get; private set; } = null!;

    public static async Task<SharingSite> StartAsync(string shop, CancellationToken cancellationToken)
    {
        var site = new SharingSite(await RedisServer.StartNewAsync());
        (string, string)[] settings =
        [
            ("ConnectionStrings:Shop", shop), ("ConnectionStrings:Redis", site.Redis.ConnectionString), ("Audit:AspNetCore:SessionKey", "c2Vzc2lvbnMgb2YgdGhlIHRlc3Rz"),
            ("Cookies:KeyDirectory", Path.Combine(site._oneDirectory.Path, "shared-keys")),
        ];
        site.One = await HostProcess.StartAsync(site._oneDirectory.Path, cancellationToken, settings);
        site.Other = await HostProcess.StartAsync(site._otherDirectory.Path, cancellationToken, settings);
        return site;
    }

    /// <summary>The cookie of someone who signs in at a host.</summary>
    public static async Task<string> SignInAsync(HostProcess host, string user, CancellationToken cancellationToken)
    {
        using var client = host.CreateClient();
        using var response = await client.PostAsJsonAsync("/shop/sign-in", new { user }, cancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public static HttpClient CreateClient(HostProcess host, string cookie)
    {
        var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    public static async Task<HttpStatusCode> GetAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync("/shop/customers?take=1", cancellationToken);
        return response.StatusCode;
    }

    /// <summary>What the check of Redis says at a host; the host itself is ready in any case.</summary>
    public static async Task<string> HealthAsync(HostProcess host, CancellationToken cancellationToken)
    {
        using var client = host.CreateClient();
        var report = await client.GetFromJsonAsync<JsonElement>("/health/ready", cancellationToken);
        return report.GetProperty("checks").GetProperty("audit-redis").GetProperty("status").GetString()!;
    }

    /// <summary>How many events a filter finds at a host, once it finds as many as expected or time is up.</summary>
    public static async Task<long> CountAsync(HostProcess host, object filter, long expected, CancellationToken cancellationToken)
    {
        using var admin = host.CreateClient(token: HostProcess.AdminToken);
        var api = new AuditApi(admin);
        return await Eventually.GetAsync(
            async () => (await api.AskAsync("query ($filter: AuditEventFilter) { auditEvents(filter: $filter, first: 1) { totalCount } }", new { filter }, cancellationToken))
                .GetProperty("auditEvents").GetProperty("totalCount").GetInt64(),
            count => count >= expected,
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        await Redis.DisposeAsync();
        _oneDirectory.Dispose();
        _otherDirectory.Dispose();
    }
}
