using Audit.Storage.ClickHouse.Embedded;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;

namespace Audit.Testing.EmbeddedEngine;

/// <summary>
/// The one engine of a test process, in a directory of its own that is removed at the end. Use it as an assembly fixture
/// (<c>[assembly: AssemblyFixture(typeof(EmbeddedEngineFixture))]</c>) and give every test a database of its own.
/// </summary>
public sealed class EmbeddedEngineFixture : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"audit-engine-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private EmbeddedClickHouse? _engine;
    private HttpClient? _http;
    private int _databases;

    public EmbeddedClickHouse Engine => _engine ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>The engine's directory, for a host that shares the engine of this process.</summary>
    public string EnginePath => _directory;

    /// <summary>An HTTP client that runs its requests on the engine.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public HttpMessageHandler CreateHandler() => Engine.CreateHandler();

    public async ValueTask InitializeAsync()
    {
        _engine = await EmbeddedClickHouse.OpenAsync(new EmbeddedClickHouseOptions
        {
            Path = _directory,
            MaxConnections = 32,
            MaxServerMemoryBytes = 3L << 30,
        });
        _http = _engine.CreateHttpClient();
    }

    /// <summary>Creates an empty database with a name that no other test has.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix = "test")
    {
        var name = $"{prefix}_{Interlocked.Increment(ref _databases)}";
        using var client = CreateClient("default");
        await client.ExecuteNonQueryAsync($"CREATE DATABASE `{name}`");
        return name;
    }

    public ClickHouseClient CreateClient(string database) => new(CreateSettings(database));

    public ClickHouseConnection CreateConnection(string database) => new(CreateSettings(database));

    public ClickHouseClientSettings CreateSettings(string database) => new()
    {
        Host = EmbeddedClickHouse.Address.Host,
        Port = 80,
        Protocol = "http",
        Database = database,
        Username = "default",
        Password = "",
        HttpClient = Http,
        UseCompression = false,
    };

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_engine is not null)
            await _engine.DisposeAsync();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }
}
