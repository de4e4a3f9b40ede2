using System.Net;
using System.Net.Http.Headers;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Audit.Testing.OpenIdProvider;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Access;

/// <summary>Signed tokens are slowed down and limited like all others.</summary>
public sealed class JwtThrottleTests
{
    private static readonly string[] Guarded = ["--Audit:Access:MaxFailures", "3", "--Audit:Access:FailureInterval", "01:00:00"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_wrong_signed_tokens_are_answered_with_429_and_when_to_come_again()
    {
        await using var host = await StartAsync(Guarded);
        var known = SignedToken.Of(["readers"]);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, known)).Status);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, Forged())).Status);

        var (status, wait) = await AskAsync(host, Forged());
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal(TimeSpan.FromHours(1), wait);

        // Not even a good one is looked at, unless it was good before.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(host, SignedToken.Of(["readers"], subject: "u-8"))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(host, "not a signed one")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, known)).Status);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_signed_token_counts_and_wrong_tokens_of_the_other_kind_with_it()
    {
        await using var host = await StartAsync([.. Guarded, "--Audit:Access:Jwt:RequireTenant", "true"]);
        foreach (var wrong in new[] { "neither", "eyJ.broken.token", SignedToken.Of(["readers"]) })
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, wrong)).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(host, SignedToken.Of(["readers"], tenant: "acme"))).Status);
    }

    [Fact]
    public async Task Good_signed_tokens_cost_nothing()
    {
        await using var host = await StartAsync(Guarded);
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, SignedToken.Of(["readers"], subject: "u-" + i))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, Forged())).Status);
    }

    [Fact]
    public async Task Provider_that_cannot_be_reached_is_nobodys_guess()
    {
        var authority = await Authority.StartAsync();
        var (address, key) = (authority.Address, authority.Key);
        await authority.DisposeAsync();
        await using var host = await RunningHost.StartAsync(
            ["--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost", "--Audit:Access:Jwt:Authority", address, "--Audit:Access:Jwt:Audience", SignedToken.Audience, .. Guarded]);
        for (var i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, SignedToken.Of(["Viewer"], issuer: address, key: key))).Status);
    }

    [Fact]
    public async Task Wrong_signed_tokens_by_SQL_count_as_well()
    {
        await using var host = await StartAsync(Guarded);
        for (var i = 0; i < 3; i++)
            Assert.Null(await BySqlAsync(host, Forged()));

        var throttled = await Assert.ThrowsAsync<ClickHouseSignInThrottledException>(() => BySqlAsync(host, SignedToken.Of(["analysts"])));
        Assert.Equal(TimeSpan.FromHours(1), throttled.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, SignedToken.Of(["readers"]))).Status);
    }

    [Fact]
    public async Task Requests_are_limited_for_each_subject_whichever_token_they_carry()
    {
        await using var host = await StartAsync("--Audit:GraphQL:RequestsPerSecond", "1", "--Audit:GraphQL:RequestBurst", "1");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, SignedToken.Of(["readers"]))).Status);

        // Others of the same name have a limit of their own.
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, SignedToken.Of(["readers"], subject: "u-8"))).Status);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        (HttpStatusCode Status, TimeSpan? Wait) answer;
        do
        {
            // What a slow machine takes longer for than a second is allowed again.
            patience.Token.ThrowIfCancellationRequested();
            answer = await AskAsync(host, SignedToken.Of(["analysts"], tenant: "acme"));
        }
        while (answer.Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.NotNull(answer.Wait);
    }

    private static string Forged() => SignedToken.Of(["admins"], key: new SymmetricSecurityKey(Guid.NewGuid().ToByteArray().Concat(new byte[16]).ToArray()));

    private static Task<RunningHost> StartAsync(params string[] settings) =>
        RunningHost.StartAsync(["--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost", .. SignedToken.Settings, .. settings]);

    /// <summary>A request from another address, as the SQL endpoint has it checked.</summary>
    private static async Task<ClickHousePrincipal?> BySqlAsync(RunningHost host, string token)
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        var request = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        request.Connection.RemoteIpAddress = new IPAddress([203, 0, 113, 7]);
        request.Request.Headers.Authorization = "Bearer " + token;
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = request;
        return await scope.ServiceProvider.GetRequiredService<IClickHouseEndpointAuthenticator>().AuthenticateAsync("", token, Token);
    }

    private static async Task<(HttpStatusCode Status, TimeSpan? Wait)> AskAsync(RunningHost host, string token)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.GetAsync(new Uri("/graphql?query={me{id}}", UriKind.Relative), Token);
        return (response.StatusCode, response.Headers.RetryAfter?.Delta);
    }
}
