using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Storage;
using Audit.Storage.ClickHouse.Connection;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Engine;

/// <summary>An audit log in the engine, with the store's own tables and filled with rows as JSON.</summary>
internal static class EngineLog
{
    /// <summary>2026-03-15 11:00:00 UTC, an hour before the host's now.</summary>
    private static readonly DateTimeOffset First = new(2026, 3, 15, 11, 0, 0, TimeSpan.Zero);

    public static async Task<string> CreateAsync(EmbeddedEngineFixture engine, int count)
    {
        var database = await engine.CreateDatabaseAsync("graphql");
        await CreateTablesAsync(engine, database);
        using var client = engine.CreateClient(database);
        var rows = string.Join('\n', Enumerable.Range(1, count).Select(i => Row(i).ToJsonString()));
        await client.ExecuteNonQueryAsync($"INSERT INTO audit_logs FORMAT JSONEachRow\n{rows}");
        return database;
    }

    /// <summary>The id of the event of a number; three events share each second.</summary>
    public static string Id(int number)
    {
        var milliseconds = TimeOf(number).ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds >> 16:x8}-{milliseconds & 0xFFFF:x4}-7000-8000-{number:x12}");
    }

    /// <summary>Whose event it is; every fifth one belongs to nobody.</summary>
    public static string TenantOf(int number) => number % 5 == 0 ? "" : number % 2 == 0 ? "acme" : "globex";

    public static DateTimeOffset TimeOf(int number) => First.AddSeconds(number / 3);

    /// <summary>Every tenth event ends a transaction that the nine before it were part of; every fourth such was rolled back.</summary>
    private static JsonObject Row(int number)
    {
        var transaction = (number - 1) / 10;
        var isEnd = number % 10 == 0;
        return new JsonObject
        {
            ["schema_version"] = 1,
            ["id"] = Id(number),
            ["occurred_at"] = TimeOf(number).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            ["application"] = "shop",
            ["environment"] = "Test",
            ["instance"] = "i-1",
            ["category"] = isEnd ? "transaction" : "database",
            ["action"] = isEnd ? "db.transaction" : number % 2 == 0 ? "db.delete" : "db.select",
            ["outcome"] = isEnd && transaction % 4 == 0 ? "rolled_back" : "succeeded",
            ["risk"] = number % 5,
            ["destructive"] = number % 5 >= 2,
            ["source"] = isEnd ? "unknown" : "linq",
            ["operations"] = isEnd ? new JsonArray() : new JsonArray(number % 2 == 0 ? "DELETE" : "SELECT"),
            ["tables_written"] = number % 2 == 0 && !isEnd ? new JsonArray("orders") : new JsonArray(),
            ["db_system"] = "sqlite",
            ["statement"] = isEnd ? "" : "SELECT 'it''s' FROM orders",
            ["rows_affected"] = number % 7 - 1,
            ["rows_read"] = -1,
            ["duration_us"] = number % 50,
            ["actor_type"] = "user",
            ["actor_id"] = number % 3 == 0 ? "alice" : "bob",
            ["actor_name"] = number % 3 == 0 ? "Alice Smith" : "Bob Jones",
            ["tenant_id"] = TenantOf(number),
            ["client_ip"] = "::ffff:10.0.0.1",
            ["user_agent"] = "browser/1.0",
            ["session_id"] = $"session-{number % 8}",
            ["parameters"] = new JsonObject { ["p0"] = $"value-{number}" },
            ["trace_id"] = $"trace-{number % 40}",
            ["transaction_id"] = $"019cac1a-2b80-7000-8000-{transaction:x12}",
            ["parent_id"] = Guid.Empty.ToString(),
            ["attributes"] = new JsonObject { ["ticket"] = $"T-{number % 4}" },
            ["retention_class"] = "standard",
            ["stream"] = "s",
            ["seq"] = number,
            ["expires_at"] = uint.MaxValue,
        };
    }

    public static async Task CreateTablesAsync(EmbeddedEngineFixture engine, string database)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
        services.AddAudit().AddClickHouse(options => options.Database = database);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IAuditStore>().InitializeAsync(TestContext.Current.CancellationToken);
    }
}
