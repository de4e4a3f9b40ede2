using System.Net;
using System.Security.Cryptography;
using Audit.AspNetCore.Access;
using Audit.GraphQL.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Tests.Limits;

/// <summary>How much a user may ask for, and who may ask for the schema.</summary>
public sealed class QuotaTests
{
    private const string OtherToken = "other-token";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_who_sends_too_many_requests_is_told_when_to_try_again_and_no_other_is_touched()
    {
        await using var host = await StartAsync(new() { ["Audit:GraphQL:RequestsPerSecond"] = "1", ["Audit:GraphQL:RequestBurst"] = "3" });
        using var client = host.CreateClient();
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 30 && refused is null; i++)
        {
            var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{me{id}}"), Token);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                refused = response;
            else
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.NotNull(refused);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        Assert.Contains("\"code\":\"RATE_LIMITED\"", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Null((await host.AskAsync("{me{id}}", token: OtherToken))["errors"]);
    }

    [Fact]
    public async Task Operations_of_a_WebSocket_count_as_requests()
    {
        await using var host = await StartAsync(new() { ["Audit:GraphQL:RequestsPerSecond"] = "1", ["Audit:GraphQL:RequestBurst"] = "1" });
        using var socket = await (await host.ConnectAsync()).InitialiseAsync();
        for (var i = 0; ; i++)
        {
            Assert.InRange(i, 0, 30);
            await socket.SubscribeAsync($"{i}", "{me{id}}");
            var answer = await socket.ReceiveAsync();
            if (answer["type"]!.GetValue<string>() == "error")
            {
                Assert.Equal("RATE_LIMITED", answer["payload"]![0]!["extensions"]!["code"]!.GetValue<string>());
                return;
            }

            await socket.ReceiveAsync();
        }
    }

    [Fact]
    public async Task Schema_can_be_asked_for_by_the_roles_that_may()
    {
        await using var host = await StartAsync(new() { ["Audit:GraphQL:IntrospectionRoles:0"] = AuditRoles.Analyst });
        await host.DataAsync("{__schema{queryType{name}}}");
        var (code, message) = await host.RefusalAsync("{__type(name:\"Query\"){name}}", token: OtherToken);
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", code);
        Assert.Contains("role", message, StringComparison.Ordinal);
        Assert.Equal("Query", (await host.DataAsync("{__typename}", token: OtherToken))["__typename"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("RequestsPerSecond", "-1")]
    [InlineData("RequestBurst", "0")]
    [InlineData("Subscriptions:MaxPerUser", "0")]
    [InlineData("Subscriptions:Max", "10001")]
    [InlineData("Subscriptions:InitTimeout", "00:02:00")]
    [InlineData("Subscriptions:CheckInterval", "00:00:00.5")]
    [InlineData("AllowedOrigins:0", "https://audit.example.com/")]
    [InlineData("AllowedOrigins:0", "*")]
    [InlineData("IntrospectionRoles:0", " ")]
    public async Task Value_that_is_not_allowed_stops_the_start_and_is_named(string key, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(new() { [$"Audit:GraphQL:{key}"] = value }));
        Assert.Contains($"Audit:GraphQL:{key.Replace(":0", "", StringComparison.Ordinal)}", failure.Message, StringComparison.Ordinal);
    }

    private static Task<GraphHost> StartAsync(Dictionary<string, string?> settings) => GraphHost.StartAsync(new MemoryReader(), new(settings)
    {
        ["Audit:Access:Tokens:1:Name"] = "otto",
        ["Audit:Access:Tokens:1:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(OtherToken))),
        ["Audit:Access:Tokens:1:Roles:0"] = AuditRoles.Viewer,
    });
}
