using System.Globalization;
using Audit.Events;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

/// <summary>A web application on a loopback port that serves the SQL endpoint over a small audit database.</summary>
public sealed class EndpointFixture(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    public const string Password = "s3cret";

    private WebApplication? _application;

    public string Database { get; private set; } = "";

    public string OtherDatabase { get; private set; } = "";

    internal CollectingAuditLog Log { get; } = new();

    /// <summary>The address of the endpoint, ending in a slash.</summary>
    public Uri Address { get; private set; } = new("http://localhost/");

    public async ValueTask InitializeAsync()
    {
        Database = await engine.CreateDatabaseAsync("audit");
        OtherDatabase = await engine.CreateDatabaseAsync("other");
        using var client = engine.CreateClient(Database);
        await client.ExecuteNonQueryAsync("CREATE TABLE audit_logs (id UInt64, actor String, path String) ENGINE = MergeTree ORDER BY id");
        await client.ExecuteNonQueryAsync("INSERT INTO audit_logs SELECT number, if(number % 2 = 0, 'alice', 'bob'), '/x' FROM numbers(1000)");
        await client.ExecuteNonQueryAsync("CREATE VIEW v_alice AS SELECT id FROM audit_logs WHERE actor = 'alice'");
        await client.ExecuteNonQueryAsync($"CREATE TABLE `{OtherDatabase}`.secrets (a UInt8) ENGINE = Memory");

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IClickHouseEndpointAuthenticator, Users>();
        builder.Services.AddSingleton<IAuditLog>(Log);
        // Events go to the log above; there is no store to deliver them to.
        builder.Services.AddAudit(static options => options.Enabled = false).AddEmbeddedClickHouse(
            options => options.Path = engine.EnginePath,
            options =>
            {
                options.Databases = [Database];
                options.MaxExecutionTime = TimeSpan.FromSeconds(30);
            });
        _application = builder.Build();
        _application.MapClickHouse("/clickhouse");
        _application.MapClickHouse("/");
        await _application.StartAsync();
        var address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(address + "/clickhouse/");
    }

    public ClickHouseClient CreateClient(string user = "analyst", string password = Password) => new(CreateSettings(user, password));

    public ClickHouseClientSettings CreateSettings(string user = "analyst", string password = Password) => new()
    {
        Host = Address.Host,
        Port = (ushort)Address.Port,
        Protocol = "http",
        Path = "/clickhouse",
        Username = user,
        Password = password,
        UseCompression = true,
    };

    /// <summary>A client that sends the analyst's credentials with every request.</summary>
    public HttpClient CreateHttpClient()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-ClickHouse-User", "analyst");
        client.DefaultRequestHeaders.Add("X-ClickHouse-Key", Password);
        return client;
    }

    /// <summary>Sends a statement as the body and gives the status, the code of the error and the text.</summary>
    public static async Task<(int Status, int Code, string Text)> SendAsync(HttpClient client, string sql, string query, CancellationToken cancellationToken)
    {
        using var content = new StringContent(sql);
        using var response = await client.PostAsync(new Uri(query, UriKind.Relative), content, cancellationToken);
        var code = response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var values) ? int.Parse(values.First(), CultureInfo.InvariantCulture) : 0;
        return ((int)response.StatusCode, code, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
    }

    private sealed class Users : IClickHouseEndpointAuthenticator
    {
        public ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken) =>
            ValueTask.FromResult(password != Password ? null : user switch
            {
                "analyst" or "" => new ClickHousePrincipal("analyst", ["Viewer", "Analyst"]),
                "throttled" => throw new ClickHouseSignInThrottledException(TimeSpan.FromSeconds(4.2)),
                "viewer" => new ClickHousePrincipal("viewer", ["Viewer"]),
                _ => null,
            });
    }
}
