using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audit.Cli.Sources;
using Audit.Context;
using Audit.Events;
using Audit.Guarding.Policy;
using Audit.Redaction;
using Audit.Statements;

namespace Audit.Cli.Guarding;

/// <summary>The recorded history that a host's API gives, page by page.</summary>
internal static class HostHistory
{
    private const int PageSize = 500;

    private const string Document = """
        query($last: Duration!, $first: Int!, $after: String) {
          auditEvents(filter: { last: $last, or: [{ category: [DATABASE] }, { category: [GUARD], outcome: [BLOCKED] }] }, first: $first, after: $after) {
            nodes {
              id occurredAt environment
              actor { type id name }
              database { system server database operations tablesRead tablesWritten statement source destructiveReasons }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    public static async IAsyncEnumerable<RecordedOperation> ReadAsync(HostClient host, string last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var data = await host.AskAsync(
                Document, new JsonObject { ["last"] = last, ["first"] = PageSize, ["after"] = after }, cancellationToken).ConfigureAwait(false);
            var page = data.GetProperty("auditEvents");
            foreach (var node in page.GetProperty("nodes").EnumerateArray())
            {
                if (node.GetProperty("database") is { ValueKind: JsonValueKind.Object } database)
                    yield return Read(node, database);
            }

            var info = page.GetProperty("pageInfo");
            after = info.GetProperty("hasNextPage").GetBoolean() ? info.GetProperty("endCursor").GetString() : null;
        }
        while (after is not null);
    }

    private static RecordedOperation Read(JsonElement node, JsonElement database)
    {
        var actor = node.GetProperty("actor");
        var text = TextOf(database, "statement");
        var statement = new StatementInfo
        {
            Operations = TextsOf(database, "operations"),
            TablesRead = TextsOf(database, "tablesRead"),
            TablesWritten = TextsOf(database, "tablesWritten"),
            DestructiveReasons = [.. TextsOf(database, "destructiveReasons").Select(static name => new DestructiveReason(name, DestructiveReasons.SeverityOf(name)))],
            RedactedText = text,
            IsIncomplete = text == Redacted.Unparsed,
        };
        var facts = new GuardedOperation(
            statement,
            new DatabaseTarget(TextOf(database, "system"), TextOf(database, "server"), TextOf(database, "database")),
            TextOf(node, "environment"),
            new AuditActor(NameOf<ActorType>(actor, "type"), TextOf(actor, "id"), TextOf(actor, "name")),
            NameOf<CommandSource>(database, "source"));
        return new RecordedOperation(TextOf(node, "id"), node.GetProperty("occurredAt").GetDateTimeOffset(), facts);
    }

    private static string TextOf(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static ImmutableArray<string> TextsOf(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(static entry => entry.GetString() ?? "")];

    /// <summary>The API writes <c>RAW_SQL</c> for <c>RawSql</c>; what a later version has added is not known here.</summary>
    private static T NameOf<T>(JsonElement element, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(TextOf(element, name).Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? value : default;
}
