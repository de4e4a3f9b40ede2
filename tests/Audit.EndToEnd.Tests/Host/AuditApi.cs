using System.Net.Http.Json;
using System.Text.Json;

namespace Audit.EndToEnd.Tests.Host;

/// <summary>Queries the audit log of a host by GraphQL.</summary>
internal sealed class AuditApi(HttpClient client)
{
    private static readonly string[] Operations = ["DATABASE"];

    private const string EventsQuery = """
        query ($filter: AuditEventFilter) {
          auditEvents(filter: $filter, direction: ASC, first: 1000) {
            totalCount
            nodes {
              id category action outcome risk destructive errorCode durationMicroseconds application environment
              actor { type id name }
              client { ip userAgent sessionId apiKeyId }
              correlation { traceId requestId httpMethod httpRoute transactionId }
              database { system server database operations tablesRead tablesWritten statement source rowsAffected rowsRead destructiveReasons parameters { name redacted } }
            }
          }
        }
        """;

    public async Task<JsonElement> AskAsync(string query, object? variables, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync("/graphql", new { query, variables }, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        return answer.GetProperty("data");
    }

    /// <summary>The database operations that a filter of the API finds, oldest first.</summary>
    public async Task<IReadOnlyList<SeenEvent>> EventsAsync(object filter, CancellationToken cancellationToken)
    {
        // A page and its count are two queries, and events may arrive between them.
        var (events, count) = await Eventually.GetAsync(() => PageAsync(filter, cancellationToken), static page => page.Events.Count == page.Count, cancellationToken);
        Assert.Equal(events.Count, count);
        return events;
    }

    private async Task<(IReadOnlyList<SeenEvent> Events, long Count)> PageAsync(object filter, CancellationToken cancellationToken)
    {
        var data = await AskAsync(EventsQuery, new { filter = new { and = new[] { filter, new { category = Operations } } } }, cancellationToken);
        var connection = data.GetProperty("auditEvents");
        return ([.. connection.GetProperty("nodes").EnumerateArray().Select(SeenEvent.Of)], connection.GetProperty("totalCount").GetInt64());
    }
}
