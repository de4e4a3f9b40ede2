using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Audit.ApiKeys.Authentication;
using Audit.Events;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Features.ApiKeys;
using ReferenceHost.Features.SignIn;
using ReferenceHost.Features.Welcome;

namespace ReferenceHost.Tests.Hosting;

/// <summary>Who gets in, who leaves, who is refused, and what becomes of keys is found in the log.</summary>
public sealed class AccessTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_and_out_and_what_was_refused_is_found_in_the_log()
    {
        const string Agent = "access-tests";
        using var alice = Client(Agent);
        using (await alice.PostAsJsonAsync("/shop/sign-in", new SignInInput("mallory"), Token))
        using (await alice.GetAsync(new Uri("/shop/orders/1", UriKind.Relative), Token))
        using (await alice.PostAsJsonAsync("/shop/sign-in", new SignInInput("alice"), Token))
        using (await alice.GetAsync(new Uri("/shop/orders/1", UriKind.Relative), Token))
        using (await alice.PostAsync(new Uri("/shop/sign-out", UriKind.Relative), null, Token))
        {
            Assert.Equal(
                [
                    "\"auth.sign_in_failed\",\"failed\",\"anonymous\"", "\"auth.denied\",\"blocked\",\"anonymous\"", "\"auth.sign_in\",\"succeeded\",\"user\"",
                    "\"session.started\",\"succeeded\",\"user\"", "\"auth.sign_out\",\"succeeded\",\"user\"", "\"session.ended\",\"succeeded\",\"user\"",
                ],
                await QueryAsync($"SELECT action, outcome, actor_type FROM audit_logs WHERE category = 'access' AND user_agent = '{Agent}' ORDER BY occurred_at, id FORMAT CSV"));
        }
    }

    [Fact]
    public async Task Users_make_replace_and_revoke_their_keys_and_no_others()
    {
        using var alice = await fixture.Host.SignInAsync("alice", Token);
        var made = await MakeAsync(alice, "/shop/api-keys");
        using var program = Client("access-tests-key");
        program.DefaultRequestHeaders.Add(ApiKeyDefaults.HeaderName, made.Key);
        using var bob = await fixture.Host.SignInAsync("bob", Token);

        Assert.Equal(HttpStatusCode.OK, await GetAsync(program));
        using (var foreign = await bob.DeleteAsync(new Uri($"/shop/api-keys/{made.Id}", UriKind.Relative), Token))
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using (var byKey = await program.PostAsJsonAsync("/shop/api-keys", new ApiKeyInput("another"), Token))
            Assert.Equal(HttpStatusCode.Forbidden, byKey.StatusCode);
        var successor = await MakeAsync(alice, $"/shop/api-keys/{made.Id}/rotate");
        Assert.Equal(HttpStatusCode.OK, await GetAsync(program));
        using (var revoked = await alice.DeleteAsync(new Uri($"/shop/api-keys/{made.Id}", UriKind.Relative), Token))
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(program));

        var listed = await alice.GetFromJsonAsync<JsonElement[]>(new Uri("/shop/api-keys", UriKind.Relative), Token);
        Assert.Contains(listed!, key => key.GetProperty("id").GetString() == successor.Id);
        Assert.Equal(
            ["\"api_key.created\"", "\"api_key.rotated\"", "\"api_key.revoked\""],
            await QueryAsync($"SELECT action FROM audit_logs WHERE attributes['target.id'] = '{made.Id}' AND actor_id = 'alice' ORDER BY occurred_at, id FORMAT CSV"));
    }

    [Fact]
    public async Task Keys_of_an_earlier_configuration_are_revoked_at_the_next_start()
    {
        var directory = Directory.CreateTempSubdirectory("audit-keys-").FullName;
        var shop = $"Data Source={Path.Combine(directory, "shop.db")}";
        string[] settings = ["--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost", "--ConnectionStrings:Shop", shop];
        await using (var development = await RunningHost.StartAsync(settings))
            Assert.Equal(HttpStatusCode.OK, await GetAsync(development));

        await using (var production = await RunningHost.StartAsync([.. settings, "--environment", "Production"]))
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(production));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);

        static async Task<HttpStatusCode> GetAsync(RunningHost host)
        {
            using var client = host.CreateClient();
            client.DefaultRequestHeaders.Add(ApiKeyDefaults.HeaderName, ApiKeyFeature.BobsDemoKey);
            using var response = await client.GetAsync(new Uri("/shop/customers", UriKind.Relative), Token);
            return response.StatusCode;
        }
    }

    private HttpClient Client(string agent)
    {
        var client = fixture.Host.CreateClient();
        client.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
        return client;
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/shop/customers", UriKind.Relative), Token);
        return response.StatusCode;
    }

    private static async Task<ApiKeyOutput> MakeAsync(HttpClient client, string path)
    {
        using var response = await client.PostAsJsonAsync(path, new ApiKeyInput("reports"), Token);
        Assert.True(response.IsSuccessStatusCode, response.ToString());
        return (await response.Content.ReadFromJsonAsync<ApiKeyOutput>(Token))!;
    }

    private async Task<string[]> QueryAsync(string sql)
    {
        await fixture.Host.App.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);
        using var client = fixture.Host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clickhouse") { Content = new StringContent(sql) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", fixture.Host.App.Services.GetRequiredService<DevelopmentToken>().Value);
        using var response = await client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
