using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;
using Audit.Testing.Postgres;

namespace Audit.EndToEnd.Tests.Sharing;

/// <summary>Two processes share keys and sessions, and go on without Redis.</summary>
public sealed class SharingTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_share_revocations_and_sessions_and_lose_nothing_without_Redis()
    {
        await using var site = await SharingSite.StartAsync(postgres.CreateConnectionString(), Cancellation);
        var cookie = await SharingSite.SignInAsync(site.One, "alice", Cancellation);
        using var aliceAtOne = SharingSite.CreateClient(site.One, cookie);
        using var aliceAtOther = SharingSite.CreateClient(site.Other, cookie);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await SharingSite.GetAsync(aliceAtOne, Cancellation), await SharingSite.GetAsync(aliceAtOther, Cancellation)));
        await RevokeAsync(site, aliceAtOne);
        await WorkWithoutRedisAsync(site, aliceAtOne);
        await EndSessionAsync(site, aliceAtOther);
    }

    private static async Task RevokeAsync(SharingSite site, HttpClient alice)
    {
        var (id, key) = await MakeKeyAsync(alice);
        using var atOne = site.One.CreateClient(apiKey: key);
        using var atOther = site.Other.CreateClient(apiKey: key);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await SharingSite.GetAsync(atOne, Cancellation), await SharingSite.GetAsync(atOther, Cancellation)));

        using var revoked = await alice.DeleteAsync($"/shop/api-keys/{id}", Cancellation);
        var began = TimeProvider.System.GetTimestamp();

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (revoked.StatusCode, await SharingSite.GetAsync(atOne, Cancellation)));
        while (await SharingSite.GetAsync(atOther, Cancellation) != HttpStatusCode.Unauthorized)
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static async Task WorkWithoutRedisAsync(SharingSite site, HttpClient alice)
    {
        const int Requests = 20;
        var (id, key) = await MakeKeyAsync(alice);
        await site.Redis.StopAsync();
        HostProcess[] hosts = [site.One, site.Other];
        foreach (var host in hosts)
        {
            using var program = host.CreateClient(apiKey: key);
            for (var i = 0; i < Requests; i++)
                Assert.Equal(HttpStatusCode.OK, await SharingSite.GetAsync(program, Cancellation));
            Assert.Equal("Degraded", await Eventually.GetAsync(() => SharingSite.HealthAsync(host, Cancellation), static status => status == "Degraded", Cancellation));
        }

        await site.Redis.StartAsync();
        foreach (var host in hosts)
        {
            Assert.Equal("Healthy", await Eventually.GetAsync(() => SharingSite.HealthAsync(host, Cancellation), static status => status == "Healthy", Cancellation));
            Assert.Single(host.Output.Split('\n'), static line => line.Contains("RedisLink[3400]", StringComparison.Ordinal));
            Assert.Equal(Requests, await SharingSite.CountAsync(host, new { apiKeyId = new { eq = id }, category = new[] { "DATABASE" } }, Requests, Cancellation));
        }
    }

    private static async Task EndSessionAsync(SharingSite site, HttpClient atOther)
    {
        using (var signedOut = await atOther.PostAsync("/shop/sign-out", null, Cancellation))
            Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);

        Assert.Equal(1, await SharingSite.CountAsync(site.Other, Of("session.ended"), 1, Cancellation));
        Assert.Equal(1, await SharingSite.CountAsync(site.One, Of("session.started"), 1, Cancellation));
        Assert.Equal((0, 0), (await SharingSite.CountAsync(site.Other, Of("session.started"), 0, Cancellation), await SharingSite.CountAsync(site.One, Of("session.ended"), 0, Cancellation)));
    }

    private static object Of(string action) => new { action = new { eq = action } };

    private static async Task<(string Id, string Key)> MakeKeyAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync("/shop/api-keys", new { name = "reports" }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var made = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString()!);
    }
}
