using Audit.Schema;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Support;

/// <summary>An application with the ClickHouse store on the engine of the test process; the database is its own and does not exist yet.</summary>
internal sealed class StoreApplication : IAsyncDisposable
{
    private static int _databases;

    private readonly ServiceProvider _services;

    private StoreApplication(ServiceProvider services) => _services = services;

    public IServiceProvider Services => _services;

    public IAuditStore Store => _services.GetRequiredService<IAuditStore>();

    public SchemaMigrator Migrator => _services.GetRequiredService<SchemaMigrator>();

    public ClickHouseClient Client => Database.Client;

    public AuditDatabase Database => _services.GetRequiredService<AuditDatabase>();

    public static string NewDatabaseName() => $"store_{Interlocked.Increment(ref _databases)}";

    /// <summary>An application with the engine in process.</summary>
    public static StoreApplication Create(EmbeddedEngineFixture engine, string? database = null, Action<ClickHouseStorageOptions>? configure = null) =>
        Create(services => services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine)), [new("Audit:Storage:Database", database ?? NewDatabaseName())], configure);

    /// <summary>An application that knows a server by nothing but its configuration.</summary>
    public static StoreApplication Create(
        string connectionString, string? database = null, IEnumerable<KeyValuePair<string, string?>>? settings = null, Action<IServiceCollection>? add = null) =>
        Create(
            add ?? (static _ => { }),
            [new("Audit:Storage:Database", database ?? NewDatabaseName()), new("Audit:Storage:ConnectionString", connectionString), .. settings ?? []],
            null);

    public static async Task<StoreApplication> InitializedAsync(EmbeddedEngineFixture engine, string? database = null)
    {
        var application = Create(engine, database);
        await application.Store.InitializeAsync(CancellationToken.None);
        return application;
    }

    /// <summary>What the store holds of a stream, in the order of the sequence.</summary>
    public async Task<IReadOnlyList<ContractRow>> ReadRowsAsync(string stream)
    {
        var canonical = string.Join(", ", AuditSchema.Columns.Select(column => column.Name));
        var rows = new List<ContractRow>();
        using var reader = await Client.ExecuteReaderAsync(
            $"SELECT seq, leaf_check, toUnixTimestamp(expires_at), hex(formatRowNoNewline('RowBinary', {canonical})) FROM audit_logs WHERE stream = '{stream}' ORDER BY seq");
        while (await reader.ReadAsync())
            rows.Add(new ContractRow(reader.GetFieldValue<ulong>(0), reader.GetFieldValue<uint>(1), reader.GetFieldValue<uint>(2), Convert.FromHexString(reader.GetString(3))));
        return rows;
    }

    public async Task<T> ScalarAsync<T>(string sql) => (T)(await Client.ExecuteScalarAsync(sql))!;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static StoreApplication Create(Action<IServiceCollection> add, KeyValuePair<string, string?>[] settings, Action<ClickHouseStorageOptions>? configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        add(services);
        services.AddAudit().AddClickHouse(configure);
        return new StoreApplication(services.BuildServiceProvider());
    }
}
