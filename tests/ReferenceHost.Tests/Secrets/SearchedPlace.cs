using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Audit.Storage.ClickHouse.Connection;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Features.Welcome;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Secrets;

/// <summary>A place in which no secret may be found.</summary>
/// <param name="Name">For people to read.</param>
/// <param name="ReadAsync">All that is there, as text.</param>
/// <param name="HoldsEvents">Whether the events are there, so that the controls must be found.</param>
internal sealed record SearchedPlace(string Name, Func<HostFixture, CancellationToken, Task<string>> ReadAsync, bool HoldsEvents = false)
{
    /// <summary>Wherever something may end up. A new place is a line here.</summary>
    public static IReadOnlyList<SearchedPlace> All { get; } =
    [
        new("tables of the engine", TablesAsync, HoldsEvents: true),
        new("GraphQL", GraphQLAsync, HoldsEvents: true),
        new("files of the engine", static (fixture, token) => FilesAsync(fixture, "audit", token)),
        new("files of the spool", static (fixture, token) => FilesAsync(fixture, "spool", token), HoldsEvents: true),
        new("logs", static (fixture, _) => Task.FromResult(fixture.Logs.Text)),
        new("instruments", static (fixture, _) => Task.FromResult(fixture.Metrics.Text)),
        new("/metrics", static (fixture, token) => GetAsync(fixture, "/metrics", token)),
        new("/health/ready", static (fixture, token) => GetAsync(fixture, "/health/ready", token)),
    ];

    /// <summary>Each table of each database, and what the engine itself remembers of statements and data.</summary>
    private static async Task<string> TablesAsync(HostFixture fixture, CancellationToken cancellationToken)
    {
        const string tables = """
            SELECT concat(database, '.`', name, '`') FROM system.tables
            WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema')
                OR (database = 'system' AND (name LIKE '%log' OR name IN ('processes', 'query_cache', 'errors', 'warnings', 'parts', 'parts_columns', 'tables', 'columns', 'mutations', 'merges')))
            FORMAT TSVRaw
            """;
        using var engine = new HttpClient(fixture.Host.App.Services.GetRequiredService<IClickHouseTransport>().CreateHandler()) { BaseAddress = new Uri("http://clickhouse.embedded/") };
        var names = await AskAsync(tables);
        var text = new StringBuilder();
        foreach (var name in names.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.AppendLine(name).AppendLine(await AskAsync($"SELECT * FROM {name} FORMAT JSONEachRow"));
        }

        return text.ToString();

        async Task<string> AskAsync(string sql)
        {
            using var content = new StringContent(sql);
            using var response = await engine.PostAsync(new Uri("/", UriKind.Relative), content, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{sql}: {answer}");
            return answer;
        }
    }

    private static async Task<string> GraphQLAsync(HostFixture fixture, CancellationToken cancellationToken)
    {
        const string query = """
            query ($after: String) { auditEvents(first: 500, after: $after) {
              pageInfo { hasNextPage endCursor }
              nodes {
                id action error errorCode application environment instance attributes retentionClass
                actor { id name tenantId impersonatorId } client { ip userAgent sessionId apiKeyId }
                correlation { traceId spanId requestId httpMethod httpRoute transactionId }
                database { system server database operations tablesRead tablesWritten statement fingerprint destructiveReasons parameters { name value redacted } }
                entity { entity key state changes { property before after redacted } }
                command { name arguments exitCode }
              } } }
            """;
        using var client = fixture.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fixture.Host.App.Services.GetRequiredService<DevelopmentToken>().Value);
        var text = new StringBuilder();
        string? after = null;
        do
        {
            using var response = await client.PostAsJsonAsync("/graphql", new { query, variables = new { after } }, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
            text.Append(answer.GetRawText());
            var page = answer.GetProperty("data").GetProperty("auditEvents").GetProperty("pageInfo");
            after = page.GetProperty("hasNextPage").GetBoolean() ? page.GetProperty("endCursor").GetString() : null;
        }
        while (after is not null);

        return text.ToString();
    }

    /// <summary>As they are on disk: most of the engine's is compressed, which tables tell better, but not all. Locks hold no data, nor does the engine's status.</summary>
    private static async Task<string> FilesAsync(HostFixture fixture, string directory, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var files = Directory.GetFiles(Path.Combine(fixture.Host.DataDirectory, directory), "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetFileName(file) is not "status" && !file.EndsWith(".lock", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            try
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                text.AppendLine(file).Append(await reader.ReadToEndAsync(cancellationToken));
            }
            catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Parts are merged and removed while we read; what was in them is in others.
                text.AppendLine(exception.Message);
            }
        }

        return text.ToString();
    }

    private static async Task<string> GetAsync(HostFixture fixture, string path, CancellationToken cancellationToken)
    {
        using var client = fixture.Host.CreateClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}
