using System.Net.Http.Json;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;
using Audit.EndToEnd.Tests.Walkthrough;

namespace Audit.EndToEnd.Tests.Guarding;

/// <summary>The shop as a process, with the policy of its settings as it is in production, and bob who breaks things.</summary>
internal sealed class GuardedHost : IAsyncDisposable
{
    private const string GuardedQuery = """
        query {
          auditEvents(filter: { category: [DATABASE, GUARD], actorId: { eq: "bob" }, not: { action: { eq: "db.select" } } }, direction: ASC, first: 100) {
            nodes { id category action outcome attributes correlation { parentEventId } database { statement source rowsAffected destructiveReasons } }
          }
        }
        """;

    private readonly HostDirectory _directory;
    private readonly HostProcess _host;
    private readonly HttpClient _bob;
    private readonly HttpClient _admin;

    private GuardedHost(HostDirectory directory, HostProcess host)
    {
        _directory = directory;
        _host = host;
        _bob = host.CreateClient(apiKey: ShopWalk.BobsKey);
        _admin = host.CreateClient(token: HostProcess.AdminToken);
    }

    public string Directory => _directory.Path;

    public static async Task<GuardedHost> StartAsync(CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var directory = new HostDirectory();
        // The people and keys of the demo are those of Development; the guard goes by the environment of the audit.
        return new GuardedHost(directory, await HostProcess.StartAsync(directory.Path, cancellationToken, [("Audit:Environment", "Production"), .. settings]));
    }

    /// <summary>Lets an incident happen.</summary>
    public async Task<(int Status, JsonElement Problem)> HappenAsync(string incident, CancellationToken cancellationToken, string? reason = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/shop/maintenance/incidents/{incident}");
        if (reason is not null)
            request.Headers.Add("X-Audit-Reason", reason);
        using var response = await _bob.SendAsync(request, cancellationToken);
        return ((int)response.StatusCode, response.Content.Headers.ContentLength is 0 ? default : await ReadAsync(response, cancellationToken));
    }

    /// <summary>What the log holds of bob's changes, once there are so many.</summary>
    public Task<IReadOnlyList<GuardedEvent>> EventsAsync(int count, CancellationToken cancellationToken)
    {
        var api = new AuditApi(_admin);
        return Eventually.GetAsync(
            async () =>
            {
                var data = await api.AskAsync(GuardedQuery, null, cancellationToken);
                return (IReadOnlyList<GuardedEvent>)[.. data.GetProperty("auditEvents").GetProperty("nodes").EnumerateArray().Select(GuardedEvent.Of)];
            },
            events => events.Count >= count,
            cancellationToken);
    }

    /// <summary>Asks the API as the administrator.</summary>
    public Task<JsonElement> AskAsync(string document, object? variables, CancellationToken cancellationToken) =>
        new AuditApi(_admin).AskAsync(document, variables, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _bob.Dispose();
        _admin.Dispose();
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}

/// <summary>An event as the API tells it.</summary>
internal sealed record GuardedEvent(string Id, string Action, string Outcome, string? ParentId, string? Source, string? Rule, string? Reason, string Reasons)
{
    public static GuardedEvent Of(JsonElement node)
    {
        var attributes = node.GetProperty("attributes");
        var database = node.GetProperty("database");
        return new GuardedEvent(
            node.GetProperty("id").GetString()!,
            node.GetProperty("action").GetString()!,
            node.GetProperty("outcome").GetString()!,
            node.GetProperty("correlation").GetProperty("parentEventId").GetString(),
            database.GetProperty("source").GetString(),
            attributes.TryGetProperty("guard.rule", out var rule) ? rule.GetString() : null,
            attributes.TryGetProperty("guard.reason", out var reason) ? reason.GetString() : null,
            string.Join(',', database.GetProperty("destructiveReasons").EnumerateArray().Select(static value => value.GetString())));
    }
}
