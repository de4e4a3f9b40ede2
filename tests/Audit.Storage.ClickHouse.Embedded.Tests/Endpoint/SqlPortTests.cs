using System.Net;
using System.Net.Sockets;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

/// <summary>The SQL endpoint at the root of a port of its own.</summary>
public sealed class SqlPortTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Driver_that_knows_no_path_reads_at_the_root_of_the_port()
    {
        var port = FreePort();
        await using var application = await StartAsync($"http://127.0.0.1:{port}");
        using var client = new ClickHouseClient(new ClickHouseClientSettings
        {
            Host = "127.0.0.1",
            Port = (ushort)port,
            Protocol = "http",
            Username = "analyst",
            Password = EndpointFixture.Password,
        });

        Assert.True(await client.PingAsync(null, Token));
        Assert.Equal("default", await client.ExecuteScalarAsync("SELECT currentDatabase()", null, null, Token));
        var error = await Assert.ThrowsAsync<ClickHouseServerException>(() => client.ExecuteNonQueryAsync("DROP TABLE x", null, null, Token));
        Assert.Equal(164, error.ErrorCode);
    }

    [Theory]
    [InlineData("/home")]
    [InlineData("/clickhouse")]
    [InlineData("/static.txt")]
    [InlineData("/ping/x")]
    public async Task Nothing_else_is_reachable_through_the_port(string path)
    {
        var port = FreePort();
        await using var application = await StartAsync($"http://127.0.0.1:{port}");
        using var client = new HttpClient();

        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Root_of_the_application_stays_its_own_whatever_host_a_client_names()
    {
        var port = FreePort();
        await using var application = await StartAsync($"http://127.0.0.1:{port}");
        var main = MainAddress(application);
        using var client = new HttpClient();

        Assert.Equal("home", await client.GetStringAsync(main, Token));
        using var request = new HttpRequestMessage(HttpMethod.Get, main) { Headers = { Host = $"127.0.0.1:{port}" } };
        using var disguised = await client.SendAsync(request, Token);
        Assert.Equal("home", await disguised.Content.ReadAsStringAsync(Token));
        foreach (var path in new[] { "/clickhouse", "/ping", "/clickhouse/ping" })
        {
            using var response = await client.GetAsync(new Uri(main, path), Token);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        using var sql = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/?query=SELECT+1") { Headers = { Host = main.Authority } };
        using var answer = await client.SendAsync(sql, Token);
        Assert.Equal("516", answer.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
    }

    [Theory]
    [InlineData("localhost:8123")]
    [InlineData("tcp://localhost:9000")]
    [InlineData("http://localhost:0")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost:port")]
    [InlineData("http://localhost:8123/clickhouse")]
    [InlineData("http://user@localhost:8123")]
    public async Task Wrong_address_fails_the_start_and_names_the_key(string url)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(url));
        Assert.Contains($"Audit:Sql:Url is '{url}'. Allowed: http or https", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://*:8123", 8123)]
    [InlineData("http://+:8123", 8123)]
    [InlineData("https://[::]:8443", 8443)]
    [InlineData("http://0.0.0.0:8123/", 8123)]
    public void Addresses_of_the_whole_machine_are_understood(string url, int port) => Assert.Equal(port, SqlPort.PortOf(url));

    [Fact]
    public async Task Port_of_the_application_is_refused()
    {
        var port = FreePort();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"http://127.0.0.1:{port}", urls: $"http://127.0.0.1:{port}"));
        Assert.Contains("Give the SQL endpoint a port of its own", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_was_told_otherwise_where_to_listen_fails_the_start_instead_of_staying_silent()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync($"http://127.0.0.1:{FreePort()}", configure: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0))));
        Assert.Contains("but the server does not listen there", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_was_told_to_listen_there_serves_it()
    {
        var port = FreePort();
        await using var application = await StartAsync($"http://127.0.0.1:{port}", configure: builder => builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, port);
        }));
        using var client = new HttpClient();
        Assert.Equal("Ok.\n", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/ping"), Token));
        Assert.Equal("home", await client.GetStringAsync(MainAddress(application), Token));
    }

    [Fact]
    public async Task Port_is_not_opened_when_nothing_is_mapped()
    {
        var port = FreePort();
        await using var application = await StartAsync($"http://127.0.0.1:{port}", map: false);
        Assert.DoesNotContain(application.Urls, url => url.EndsWith($":{port}", StringComparison.Ordinal));
    }

    private static Uri MainAddress(WebApplication application) =>
        new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<WebApplication> StartAsync(string url, string urls = "http://127.0.0.1:0", bool map = true, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Audit:Sql:Url", url), new("urls", urls)]);
        configure?.Invoke(builder);
        builder.Services.AddSingleton<IClickHouseEndpointAuthenticator, Analyst>();
        new Builder(builder.Services).AddEmbeddedClickHouse(options => options.Path = engine.EnginePath, options => options.Databases = ["default"]);
        var application = builder.Build();
        application.MapGet("/", () => "home");
        application.MapGet("/home", () => "home");
        application.MapFallback("/static.txt", () => "file");
        if (map)
            application.MapClickHouse("/clickhouse");
        try
        {
            await application.StartAsync(Token);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    private sealed record Builder(IServiceCollection Services) : IAuditBuilder;

    private sealed class Analyst : IClickHouseEndpointAuthenticator
    {
        public ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken) =>
            ValueTask.FromResult(password == EndpointFixture.Password ? new ClickHousePrincipal("analyst", ["Analyst"]) : null);
    }
}
