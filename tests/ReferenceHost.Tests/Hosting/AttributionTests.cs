using System.Net.Http.Headers;
using Audit.ApiKeys.Authentication;
using Audit.Events;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Features.ApiKeys;
using ReferenceHost.Features.Welcome;

namespace ReferenceHost.Tests.Hosting;

/// <summary>What the shop's users do is found in the log under their names.</summary>
public sealed class AttributionTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_command_is_found_by_SQL_with_who_caused_it_and_through_what()
    {
        using var alice = await fixture.Host.SignInAsync("alice", Token);
        using var bob = fixture.Host.CreateClient();
        bob.DefaultRequestHeaders.Add(ApiKeyDefaults.HeaderName, ApiKeyFeature.BobsDemoKey);
        using var visitor = fixture.Host.CreateClient();
        foreach (var (client, path) in new[] { (alice, "/shop/orders/424242"), (alice, "/shop/customers/424242"), (bob, "/shop/orders/424242"), (visitor, "/shop/products/424242") })
        {
            client.DefaultRequestHeaders.UserAgent.ParseAdd("attribution-tests");
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        }

        await fixture.Host.App.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);

        var events = await QueryAsync("""
            SELECT actor_type, actor_id, api_key_id, http_route, notEmpty(session_id) AS session, notEmpty(trace_id) AS trace, IPv6NumToString(client_ip) AS ip
            FROM audit_logs WHERE user_agent LIKE 'attribution-tests%' AND category = 'database' ORDER BY occurred_at, id FORMAT CSV
            """);
        Assert.Equal(
            [
                "\"user\",\"alice\",\"\",\"/shop/orders/{id:int}\",1,1,\"::ffff:127.0.0.1\"",
                "\"user\",\"alice\",\"\",\"/shop/customers/{id:int}\",1,1,\"::ffff:127.0.0.1\"",
                "\"api_key\",\"bob\",\"key-bob-1\",\"/shop/orders/{id:int}\",0,1,\"::ffff:127.0.0.1\"",
                "\"anonymous\",\"\",\"\",\"/shop/products/{id:int}\",0,1,\"::ffff:127.0.0.1\"",
            ],
            events);
    }

    [Fact]
    public async Task What_nobody_asked_for_is_the_work_of_a_service()
    {
        await fixture.Host.App.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);

        Assert.Equal(
            ["\"service\",\"shop-seeder\",\"Development\""],
            await QueryAsync("SELECT DISTINCT actor_type, actor_id, environment FROM audit_logs WHERE http_route = '' AND has(tables_written, 'Products') FORMAT CSV"));
    }

    [Fact]
    public async Task Who_reads_the_log_is_found_in_it()
    {
        await QueryAsync("SELECT count() AS curiosity FROM audit_logs FORMAT CSV");
        await fixture.Host.App.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);

        const string Readings = """
            SELECT category, actor_type, actor_id, rows_read, notEmpty(trace_id) AS trace FROM audit_logs
            WHERE action = 'audit.read' AND statement LIKE 'SELECT count() AS curiosity%' FORMAT CSV
            """;
        Assert.Equal(["\"access\",\"user\",\"dev\",1,1"], await QueryAsync(Readings));
    }

    private async Task<string[]> QueryAsync(string sql)
    {
        using var client = fixture.Host.CreateClient();
        var token = fixture.Host.App.Services.GetRequiredService<DevelopmentToken>().Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clickhouse") { Content = new StringContent(sql) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
