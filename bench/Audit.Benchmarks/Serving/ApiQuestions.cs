using Audit.Benchmarks.Generation;
using Audit.Querying;

namespace Audit.Benchmarks.Serving;

/// <summary>The questions of <see cref="Queries.Questions"/>, as documents.</summary>
internal static class ApiQuestions
{
    /// <summary>What a list of events shows.</summary>
    private const string Row =
        """
        id occurredAt category action outcome risk destructive durationMicroseconds error errorCode application environment
        actor { type id name tenantId impersonatorId } client { ip userAgent sessionId apiKeyId }
        correlation { traceId spanId requestId httpMethod httpRoute transactionId parentEventId }
        database { system server database operations tablesRead tablesWritten statement rowsAffected rowsRead source destructiveReasons parameters { name value redacted } }
        entity { entity key state changes { property before after } } command { name arguments exitCode } attributes
        """;

    private const string Events =
        "query ($filter: AuditEventFilter, $first: Int!, $after: String) { auditEvents(filter: $filter, first: $first, after: $after) { nodes { "
        + Row + " } pageInfo { hasNextPage hasPreviousPage endCursor } } }";

    private const string Event = "query ($id: ID!) { auditEvent(id: $id) { " + Row + " } }";

    private const string Groups =
        "query ($filter: AuditEventFilter, $by: [Dimension!]!, $bucket: Duration, $limit: Int!) "
        + "{ aggregate(filter: $filter, by: $by, metrics: [COUNT], bucket: $bucket, limit: $limit) { rows { key { dimension value } metrics { metric value } } } }";

    private const string Facets =
        "query ($filter: AuditEventFilter, $dimensions: [Dimension!]!) { facets(filter: $filter, dimensions: $dimensions) { dimension values { value count } otherCount } }";

    public static IEnumerable<ApiQuestion> All(StoredAuditEvent latest, string pageThousand) =>
    [
        Page("latest 50 of all", null),
        Page("latest 50 of a busy user", new { actorId = new { eq = EventGenerator.BusyUser } }),
        Page("latest 50 of a rare user", new { actorId = new { eq = EventGenerator.RareUser } }),
        Page("latest 50 of an unknown user", new { actorId = new { eq = "nobody" } }),
        Page("latest 50 destructive", new { destructive = true }),
        Page("latest 50 on a rare table", new { table = new { eq = GeneratedStatements.RareTable } }),
        Page("by trace id", new { traceId = new { eq = latest.Event.TraceId } }),
        new("by event id", Event, new { id = latest.Event.Id }),
        Page("free text, a rare word", new { search = "quarterly_ledger" }),
        Page("free text, two frequent words", new { search = "drop shipments" }),
        Page("page 1,000 of all", null, pageThousand),
        Grouped("histogram of 30 days by outcome", new { last = "P30D" }, ["TIME", "OUTCOME"], "PT12H"),
        Grouped("histogram of 30 days, one user", new { last = "P30D", actorId = new { eq = EventGenerator.BusyUser } }, ["TIME"], "PT12H"),
        Grouped("top 10 actors of 30 days", new { last = "P30D" }, ["ACTOR_ID"], null, 10),
        Grouped("top 10 actors of all time", new { }, ["ACTOR_ID"], null, 10),
        new("five facets of a day", Facets, new { filter = new { last = "P1D" }, dimensions = new[] { "ACTION", "OUTCOME", "ACTOR_ID", "TABLE", "HTTP_ROUTE" } }),
    ];

    /// <summary>A page of all events, of any size.</summary>
    public static ApiQuestion PageOfAll(int size, string? after) =>
        new("page", "query ($first: Int!, $after: String) { auditEvents(first: $first, after: $after) { pageInfo { endCursor } } }", new { first = size, after });

    private static ApiQuestion Page(string name, object? filter, string? after = null) => new(name, Events, new { filter, first = 50, after });

    private static ApiQuestion Grouped(string name, object filter, string[] by, string? bucket, int limit = 1000) => new(name, Groups, new { filter, by, bucket, limit });
}
