using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Audit.AspNetCore.Access;
using Audit.Events;
using Audit.Exporting;
using Audit.GraphQL.Tests.Access;
using Audit.GraphQL.Tests.Engine;
using Audit.GraphQL.Tests.Hosting;
using Audit.Storage.ClickHouse.Connection;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Exports;

/// <summary>The API with exports, and a token of every kind: Vera and Hugo are analysts, Amy as well and bound to a tenant, Adam is an admin, Paul only reads.</summary>
internal sealed class ExportApi : IAsyncDisposable
{
    public const int Count = 600;
    public const string Vera = GraphHost.Token;
    public const string Amy = "acme-token";
    public const string Paul = "plain-token";
    public const string Adam = "admin-token";
    public const string Hugo = "hugo-token";

    private readonly string _directory;

    private ExportApi(GraphHost host, CollectingAuditLog log, string directory)
    {
        Host = host;
        Log = log;
        _directory = directory;
    }

    public GraphHost Host { get; }

    public CollectingAuditLog Log { get; }

    public IExportJobs Jobs => Host.Services.GetRequiredService<IExportJobs>();

    /// <summary>Over the real engine.</summary>
    public static async Task<ExportApi> StartAsync(
        EmbeddedEngineFixture engine, Dictionary<string, string?>? settings = null, bool listens = false, TimeProvider? time = null)
    {
        var all = new Dictionary<string, string?>(settings ?? []) { ["Audit:Storage:Database"] = await EngineLog.CreateAsync(engine, Count) };
        return await StartAsync(all, listens, audit =>
        {
            if (time is not null)
                audit.Services.AddSingleton(time);
            audit.Services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
            audit.AddClickHouse();
        });
    }

    /// <summary>Over an exporter that does as it is told.</summary>
    public static Task<ExportApi> StartAsync(ScriptedExporter exporter, bool listens = false) => StartAsync([], listens, audit =>
    {
        audit.Services.AddSingleton<IAuditExporter>(exporter);
        audit.Services.AddSingleton<IExportStore>(new MemoryExportStore());
        audit.Services.AddSingleton<Querying.IAuditReader>(new MemoryReader());
        audit.Services.AddSingleton<Storage.IAuditStore>(new NoStore());
    });

    public HttpClient Client(string? token = Vera)
    {
        if (!Host.Listens)
            return Host.CreateClient(token);
        var client = new HttpClient { BaseAddress = new Uri(Host.Address + "/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<HttpResponseMessage> PostAsync(string body, string? token = Vera, string path = "export", string mediaType = "application/json")
    {
        using var client = Client(token);
        return await client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, mediaType), TestContext.Current.CancellationToken);
    }

    /// <summary>Exports at once, and gives the ids of the events.</summary>
    public async Task<List<string>> IdsAsync(string filter, string token = Vera)
    {
        using var response = await PostAsync($$"""{"filter":{{filter}},"format":"NDJSON"}""", token);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["id"]!.GetValue<string>())];
    }

    /// <summary>Starts an export by GraphQL and waits until it has ended.</summary>
    public async Task<string> RunAsync(string filter = "{}", string format = "NDJSON", string token = Vera)
    {
        var started = await Host.DataAsync($"mutation {{ startExport(filter: {filter}, format: {format}) {{ id state }} }}", token: token);
        var id = started["startExport"]!["id"]!.GetValue<string>();
        await foreach (var job in Jobs.WatchAsync(Guid.Parse(id), TestContext.Current.CancellationToken))
            Assert.NotEqual(ExportState.Failed, job.State);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<ExportApi> StartAsync(Dictionary<string, string?> settings, bool listens, Action<IAuditBuilder> configure)
    {
        var log = new CollectingAuditLog();
        var directory = Directory.CreateTempSubdirectory("audit-export-api-").FullName;
        AccessHost.AddToken(settings, 1, "amy", Amy, AuditRoles.Analyst, "acme");
        AccessHost.AddToken(settings, 2, "paul", Paul, AuditRoles.Viewer, null);
        AccessHost.AddToken(settings, 3, "adam", Adam, AuditRoles.Admin, null);
        AccessHost.AddToken(settings, 4, "hugo", Hugo, AuditRoles.Analyst, null);
        settings["Audit:Exports:Directory"] = Path.Combine(directory, "files");
        settings["Audit:Spool:Enabled"] = "false";
        var host = await GraphHost.StartAsync(
            null,
            settings,
            audit =>
            {
                configure(audit);
                audit.Services.AddSingleton<IAuditLog>(log);
                audit.Services.AddAudit().AddExports();
            },
            listens);
        return new ExportApi(host, log, directory);
    }

    private sealed class NoStore : Storage.IAuditStore
    {
        public string Description => "none";

        public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(Storage.SealedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
