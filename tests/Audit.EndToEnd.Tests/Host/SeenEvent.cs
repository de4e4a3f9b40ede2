using System.Text.Json;

namespace Audit.EndToEnd.Tests.Host;

/// <summary>What a walk through the shop should have left, in the words of the API.</summary>
internal sealed record SeenEvent(
    string Actor,
    string? ApiKey,
    string? Ip,
    string Route,
    string Source,
    string Operations,
    string Read,
    string Written,
    long? RowsAffected,
    long? RowsRead,
    string Outcome,
    string? ErrorCode,
    string Reasons)
{
    /// <summary>The rest of the event; it differs with every run and takes no part in comparisons.</summary>
    public EventDetails Details { get; init; } = EventDetails.None;

    public bool Equals(SeenEvent? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() =>
        $"{Actor} key={ApiKey} ip={Ip} {Route} {Source} {Operations} read=[{Read}] written=[{Written}] affected={RowsAffected} rows={RowsRead} {Outcome} {ErrorCode} [{Reasons}]";

    public static SeenEvent Of(JsonElement node)
    {
        var actor = node.GetProperty("actor");
        var client = node.GetProperty("client");
        var correlation = node.GetProperty("correlation");
        var database = node.GetProperty("database");
        return new SeenEvent(
            $"{Text(actor, "type")}:{Text(actor, "id")}",
            Text(client, "apiKeyId"),
            Text(client, "ip"),
            $"{Text(correlation, "httpMethod")} {Text(correlation, "httpRoute")}".Trim(),
            Text(database, "source")!,
            Joined(database, "operations"),
            Joined(database, "tablesRead"),
            Joined(database, "tablesWritten"),
            Number(database, "rowsAffected"),
            Number(database, "rowsRead"),
            Text(node, "outcome")!,
            Text(node, "errorCode"),
            Joined(database, "destructiveReasons"))
        {
            Details = new EventDetails(
                Text(node, "id")!,
                Text(client, "sessionId"),
                Text(client, "userAgent"),
                Text(correlation, "traceId"),
                Text(correlation, "requestId"),
                Text(correlation, "transactionId"),
                Text(database, "system")!,
                Text(database, "statement")!,
                Number(node, "durationMicroseconds") ?? -1),
        };
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static long? Number(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    private static string Joined(JsonElement element, string name) =>
        string.Join(',', element.GetProperty(name).EnumerateArray().Select(static value => value.GetString()));
}

/// <summary>What differs with every run.</summary>
internal sealed record EventDetails(
    string Id,
    string? SessionId,
    string? UserAgent,
    string? TraceId,
    string? RequestId,
    string? TransactionId,
    string System,
    string Statement,
    long DurationMicroseconds)
{
    public static EventDetails None { get; } = new("", null, null, null, null, null, "", "", 0);
}
