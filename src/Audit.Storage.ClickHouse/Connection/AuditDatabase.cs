using System.Net;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Connection;

/// <summary>The database of the audit log and the one client that writer and reader share. Thread-safe.</summary>
internal sealed class AuditDatabase : IDisposable
{
    private readonly HttpClient _http;

    public AuditDatabase(IOptions<ClickHouseStorageOptions> options, IEnumerable<IClickHouseTransport> transports)
    {
        var storage = options.Value;
        var transport = transports.LastOrDefault();
        Name = storage.Database;
        IsRemote = transport?.IsRemote ?? true;

        var settings = IsRemote ? new ClickHouseClientSettings(storage.ConnectionString!) : InProcess();
        _http = new HttpClient(transport?.CreateHandler() ?? Network(), disposeHandler: true) { Timeout = settings.Timeout };
        Client = new ClickHouseClient(new ClickHouseClientSettings(settings)
        {
            Database = storage.Database,
            HttpClient = _http,
            UseCompression = IsRemote,
        });
        Description = IsRemote ? $"ClickHouse {settings.Protocol}://{settings.Host}:{settings.Port}, database {Name}" : $"ClickHouse embedded, database {Name}";
    }

    /// <summary>Runs statements in the database; names in SQL need no prefix.</summary>
    public ClickHouseClient Client { get; }

    /// <summary>The database's name: a plain identifier.</summary>
    public string Name { get; }

    /// <summary>Whether a network lies between, so that compression pays.</summary>
    public bool IsRemote { get; }

    /// <summary>Where the database is, without secrets.</summary>
    public string Description { get; }

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }

    private static ClickHouseClientSettings InProcess() => new()
    {
        Host = "clickhouse.embedded",
        Port = 80,
        Protocol = "http",
        Username = "default",
        Password = "",

        // The engine ends what takes too long; nothing else can get lost on the way. The driver refuses an infinite time.
        Timeout = TimeSpan.FromDays(1),
    };

    private static SocketsHttpHandler Network() => new()
    {
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // A server that moved is found again by its name.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
