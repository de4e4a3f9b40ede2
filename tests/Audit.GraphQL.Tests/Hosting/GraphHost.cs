using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Audit.AspNetCore.Access;
using Audit.Querying;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Audit.GraphQL.Tests.Hosting;

/// <summary>An application that serves the API twice: at <c>/graphql</c> as it should, and at <c>/open</c> with its protection forgotten.</summary>
internal sealed class GraphHost : IAsyncDisposable
{
    public const string Token = "viewer-token";

    private readonly WebApplication _app;

    private GraphHost(WebApplication app, FakeTimeProvider time)
    {
        _app = app;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Whether it listens on a port of the loopback interface.</summary>
    public bool Listens => _app.Services.GetRequiredService<IServer>() is not TestServer;

    /// <summary>A value of the configuration.</summary>
    public string? Setting(string key) => _app.Configuration[key];

    /// <summary>The address when it listens on a port.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <param name="reader">The audit log; <see langword="null"/> when <paramref name="configure"/> adds one.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="configure">Adds further services.</param>
    /// <param name="listens">Whether it listens on a port of the loopback interface.</param>
    public static async Task<GraphHost> StartAsync(
        IAuditReader? reader, Dictionary<string, string?>? settings = null, Action<IAuditBuilder>? configure = null, bool listens = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (listens)
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        else
            builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Audit:Access:Tokens:0:Name"] = "vera",
            ["Audit:Access:Tokens:0:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Token))),
            ["Audit:Access:Tokens:0:Roles:0"] = AuditRoles.Viewer,
            ["Audit:Access:Tokens:0:Roles:1"] = AuditRoles.Analyst,
        });
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        if (reader is not null)
            builder.Services.AddSingleton(reader);
        var audit = new Builder(builder.Services);
        audit.AddAccess().AddGraphQL().AddGraphQL();
        configure?.Invoke(audit);

        var app = builder.Build();
        app.Use((context, next) =>
        {
            // Someone signed in to the application itself, as the header says: a customer of the shop, say.
            if (context.Request.Headers["X-Customer"] is [{ } roles])
                context.User = new ClaimsPrincipal(new ClaimsIdentity(roles.Split(',').Select(role => new Claim(ClaimTypes.Role, role)), "customer"));
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapAuditGraphQL().RequireAuthorization(AuditPolicies.Viewer);
        app.MapAuditGraphQL("/open");
        app.MapAuditExport().RequireAuthorization(AuditPolicies.Viewer);
        app.MapAuditExport("/open/export");
        app.MapAuditSignIn();
        app.MapAuditSignOut();
        // A sign-in that gives the cookie with another role than a link does.
        app.MapGet("/sign-in/{role}", static (HttpContext context, string role) => context.SignInAsync(
            AuditSchemes.Cookie, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, role), new Claim(ClaimTypes.Role, role)], AuditSchemes.Cookie))));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new GraphHost(app, time);
    }

    public HttpClient CreateClient(string? token = Token)
    {
        var client = _app.GetTestClient();
        client.BaseAddress = new Uri("http://localhost/");
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Runs an operation and gives the whole answer.</summary>
    public async Task<JsonNode> AskAsync(string query, JsonObject? variables = null, string? operationName = null, string token = Token)
    {
        using var client = CreateClient(token);
        using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), Body(query, variables, operationName), TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Runs an operation that must have no errors and gives its data.</summary>
    public async Task<JsonNode> DataAsync(string query, JsonObject? variables = null, string token = Token)
    {
        var answer = await AskAsync(query, variables, token: token);
        Assert.Null(answer["errors"]?.ToJsonString());
        return answer["data"]!;
    }

    /// <summary>Runs an operation that must be refused and gives the only error's code and message.</summary>
    public async Task<(string Code, string Message)> RefusalAsync(string query, JsonObject? variables = null, string? operationName = null, string token = Token)
    {
        var answer = await AskAsync(query, variables, operationName, token);
        var error = Assert.Single(answer["errors"]?.AsArray() ?? throw new InvalidOperationException(answer.ToJsonString()))!;
        return (error["extensions"]!["code"]!.GetValue<string>(), error["message"]!.GetValue<string>());
    }

    public static StringContent Body(string query, JsonObject? variables = null, string? operationName = null)
    {
        var body = new JsonObject { ["query"] = query };
        if (variables is not null)
            body["variables"] = variables;
        if (operationName is not null)
            body["operationName"] = operationName;
        return new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
    }

    /// <summary>Opens a WebSocket.</summary>
    public Task<TestSocket> ConnectAsync(string? token = Token, string? protocol = "graphql-transport-ws", string? origin = null, string path = "/graphql") =>
        TestSocket.ConnectAsync(_app.GetTestServer(), path, protocol, token, origin);

    /// <summary>Takes all access from the token, as a change of the configuration does while the host runs.</summary>
    public void RevokeToken()
    {
        var configuration = _app.Configuration;
        ((IConfiguration)configuration)["Audit:Access:Tokens:0:Sha256"] = new string('0', 64);
        ((IConfigurationRoot)configuration).Reload();
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed record Builder(IServiceCollection Services) : IAuditBuilder;
}
