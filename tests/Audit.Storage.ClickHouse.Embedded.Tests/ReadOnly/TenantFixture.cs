using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Embedded.Tests.ReadOnly;

/// <summary>The SQL endpoint over events of two tenants, for readers that are bound to one of them: the password is the tenant.</summary>
public sealed class TenantFixture(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    /// <summary>A tenant's name that would be SQL.</summary>
    public const string Hostile = "a'c\\me') OR 1=1 --";

    public const int OwnRows = 300;

    private WebApplication? _application;

    public string Database { get; private set; } = "";

    private Uri Address { get; set; } = new("http://localhost/");

    public async ValueTask InitializeAsync()
    {
        Database = await engine.CreateDatabaseAsync("tenants");
        using var client = engine.CreateClient(Database);
        foreach (var sql in new[]
        {
            "CREATE TABLE audit_logs (id UInt64, occurred_at DateTime, tenant_id LowCardinality(String), actor_id String, statement String, INDEX ix_actor actor_id TYPE text(tokenizer = 'array')) ENGINE = MergeTree ORDER BY (occurred_at, id)",
            "CREATE TABLE audit_rollup_hourly (hour DateTime, tenant_id LowCardinality(String), events SimpleAggregateFunction(sum, UInt64)) ENGINE = AggregatingMergeTree ORDER BY (hour, tenant_id)",
            "CREATE MATERIALIZED VIEW audit_rollup_hourly_mv TO audit_rollup_hourly AS SELECT toStartOfHour(occurred_at) AS hour, tenant_id, count() AS events FROM audit_logs GROUP BY hour, tenant_id",
            "CREATE MATERIALIZED VIEW audit_inner_mv ENGINE = SummingMergeTree ORDER BY tenant_id AS SELECT tenant_id, count() AS events FROM audit_logs GROUP BY tenant_id",
            "CREATE TABLE audit_approvals (id UInt64, requested_by_tenant LowCardinality(String), statement String) ENGINE = MergeTree ORDER BY id",
            "CREATE TABLE audit_dead_letters (seq UInt64, row String) ENGINE = MergeTree ORDER BY seq",
            "CREATE TABLE audit_schema_migrations (version UInt64) ENGINE = MergeTree ORDER BY version",
            "CREATE VIEW v_all AS SELECT tenant_id, actor_id, statement FROM audit_logs",
            "CREATE VIEW v_nested AS SELECT tenant_id, count() AS events FROM v_all GROUP BY tenant_id",
            "CREATE VIEW v_dead AS SELECT row FROM audit_dead_letters",
            "CREATE VIEW v_mv AS SELECT tenant_id, events FROM audit_rollup_hourly_mv",
            $"INSERT INTO audit_logs SELECT number, toDateTime('2026-03-01 00:00:00') + number, if(number % 2 = 0, 'acme', 'globex'), if(number % 2 = 0, '7', 'secret-of-globex'), if(number % 2 = 0, 'own', 'foreign') FROM numbers({OwnRows * 2})",
            $"INSERT INTO audit_logs SELECT 100000 + number, toDateTime('2026-04-01 00:00:00') + number, 'globex', 'secret-of-globex', 'foreign' FROM numbers(1000)",
            "INSERT INTO audit_approvals VALUES (1, 'acme', 'own'), (2, 'globex', 'foreign')",
            "INSERT INTO audit_dead_letters VALUES (1, 'foreign')",
        })
        {
            await client.ExecuteNonQueryAsync(sql);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IClickHouseEndpointAuthenticator, Users>();
        builder.Services.AddAudit(static options => options.Enabled = false).AddEmbeddedClickHouse(
            options => options.Path = engine.EnginePath, options => options.Databases = [Database]);
        _application = builder.Build();
        _application.MapClickHouse("/clickhouse");
        await _application.StartAsync();
        Address = new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/clickhouse/");
    }

    public async Task<(int Status, int Code, string Text)> SendAsync(string sql, string query = "", string user = "bound", string tenant = "acme")
    {
        using var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-ClickHouse-User", user);
        client.DefaultRequestHeaders.Add("X-ClickHouse-Key", Uri.EscapeDataString(tenant));
        return await EndpointFixture.SendAsync(client, sql.Replace("{database}", Database, StringComparison.Ordinal), query, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
    }

    private sealed class Users : IClickHouseEndpointAuthenticator
    {
        public ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken) =>
            ValueTask.FromResult(user switch
            {
                "bound" => new ClickHousePrincipal("bound", ["Analyst"]) { TenantId = Uri.UnescapeDataString(password) },
                "all" => new ClickHousePrincipal("all", ["Analyst"]),
                "impersonal" => new ClickHousePrincipal("impersonal", ["Analyst"]) { ShowsPersonalData = false },
                _ => null,
            });
    }
}
