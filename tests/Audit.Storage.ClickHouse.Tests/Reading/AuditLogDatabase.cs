using Audit.Events;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Schema;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Storage.ClickHouse.Tests.Reading;

/// <summary>A database with an audit log that the real encoder filled.</summary>
internal sealed class AuditLogDatabase : IDisposable
{
    private AuditLogDatabase(ClickHouseClient client) => Client = client;

    public ClickHouseClient Client { get; }

    public FakeTimeProvider Time { get; } = new(EventGenerator.Now);

    /// <summary>By the real migrations, but with granules so small that indexes have something to skip.</summary>
    public static async Task<AuditLogDatabase> CreateAsync(EmbeddedEngineFixture engine, IEnumerable<AuditEvent> events)
    {
        var database = new AuditLogDatabase(engine.CreateClient(await engine.CreateDatabaseAsync("reading")));
        foreach (var statement in SqlResources.ReadMigrations().SelectMany(migration => migration.Statements))
            await database.Client.ExecuteNonQueryAsync(statement.Replace("SETTINGS\n", "SETTINGS index_granularity = 128,\n", StringComparison.Ordinal));
        await database.InsertAsync(events);
        return database;
    }

    public Task InsertAsync(IEnumerable<AuditEvent> events) => EventRows.InsertAsync(Client, events);

    public IAuditReader Reader(ClickHouseReadOptions? options = null) =>
        new ClickHouseAuditReader(new QueryRunner(Client, options ?? new ClickHouseReadOptions(), NullLogger.Instance), Time);

    public void Dispose() => Client.Dispose();
}
