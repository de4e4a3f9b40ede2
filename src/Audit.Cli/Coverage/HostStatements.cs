using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Cli.Sources;

namespace Audit.Cli.Coverage;

/// <summary>The log that a host's API gives.</summary>
internal sealed class HostStatements(HostClient host) : ILoggedStatements
{
    /// <summary>An answer may hold 50,000 objects, unless the host says otherwise.</summary>
    private const int Most = 5_000;

    private const string Fingerprints = """
        query($from: DateTime!, $limit: Int!) {
          aggregate(filter: { from: $from, category: [DATABASE] }, by: [FINGERPRINT, DATABASE], limit: $limit) { rows { key { value } } truncated }
        }
        """;

    private const string Statement = """
        query($from: DateTime!, $fingerprint: String!) {
          auditEvents(filter: { from: $from, category: [DATABASE], fingerprint: { eq: $fingerprint } }, first: 1) { nodes { database { statement } } }
        }
        """;

    public async Task<(IReadOnlyList<string> Fingerprints, bool IsTruncated)> FingerprintsAsync(DateTimeOffset since, string database, CancellationToken cancellationToken)
    {
        var data = await host.AskAsync(Fingerprints, new JsonObject { ["from"] = Time(since), ["limit"] = Most }, cancellationToken).ConfigureAwait(false);
        var groups = data.GetProperty("aggregate");
        var found = new List<string>();
        foreach (var row in groups.GetProperty("rows").EnumerateArray())
        {
            var key = row.GetProperty("key");
            if (key[0].GetProperty("value").GetString() is { } fingerprint && key[1].GetProperty("value").GetString() == database)
                found.Add(fingerprint);
        }

        return (found, groups.GetProperty("truncated").GetBoolean());
    }

    public async Task<string> StatementAsync(DateTimeOffset since, string fingerprint, CancellationToken cancellationToken)
    {
        var data = await host.AskAsync(Statement, new JsonObject { ["from"] = Time(since), ["fingerprint"] = fingerprint }, cancellationToken).ConfigureAwait(false);
        foreach (var node in data.GetProperty("auditEvents").GetProperty("nodes").EnumerateArray())
        {
            if (node.GetProperty("database") is { ValueKind: JsonValueKind.Object } database)
                return database.GetProperty("statement").GetString() ?? "";
        }

        return "";
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
