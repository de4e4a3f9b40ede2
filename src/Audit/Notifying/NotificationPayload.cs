using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Audit.Context;
using Audit.Events;
using Audit.Statements;

namespace Audit.Notifying;

/// <summary>
/// What a webhook receives, as <c>docs/notifications.md</c> describes it: who, what, where and with what outcome. Parameters, arguments, attributes
/// and changes of entities stay in the audit log, under the event's id.
/// </summary>
internal static class NotificationPayload
{
    /// <summary>Changes only when a receiver would have to; new members come without a new version.</summary>
    private const int Version = 1;

    public static ReadOnlyMemory<byte> Write(AuditNotification notification)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("title", notification.Title);
        json.WriteString("severity", NameOf(notification.Severity));
        json.WriteString("rule", notification.Rule);
        WriteTime(json, "occurredAt", notification.OccurredAt);
        json.WriteString("application", notification.Application);
        json.WriteString("environment", notification.Environment);
        json.WriteStartObject("event");
        WriteEvent(json, notification.Event);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteEvent(Utf8JsonWriter json, AuditEvent recorded)
    {
        json.WriteString("id", recorded.Id);
        WriteTime(json, "occurredAt", recorded.OccurredAt);
        json.WriteString("category", recorded.Category.ToCanonicalName());
        json.WriteString("action", recorded.Action);
        json.WriteString("outcome", recorded.Outcome.ToCanonicalName());
        json.WriteString("risk", NameOf(recorded.Risk));
        json.WriteBoolean("destructive", recorded.Destructive);
        json.WriteString("source", recorded.Source.ToCanonicalName());
        WriteStatement(json, recorded.Statement ?? StatementInfo.Empty);
        WriteDatabase(json, recorded.Database);
        WriteCount(json, "rowsAffected", recorded.RowsAffected);
        WriteText(json, "errorCode", recorded.ErrorCode);
        WriteText(json, "error", recorded.ErrorMessage);
        WriteText(json, "command", recorded.Command?.Name);
        WriteActor(json, recorded.Context);
        WriteText(json, "reason", recorded.Context.Reason);
        WriteText(json, "traceId", recorded.TraceId);
        WriteText(json, "requestId", recorded.Context.RequestId);
        WriteId(json, "transactionId", recorded.TransactionId);
        WriteId(json, "parentId", recorded.ParentId);
    }

    private static void WriteStatement(Utf8JsonWriter json, StatementInfo statement)
    {
        WriteList(json, "operations", statement.Operations);
        WriteList(json, "tablesRead", statement.TablesRead);
        WriteList(json, "tablesWritten", statement.TablesWritten);
        json.WriteStartArray("destructiveReasons");
        foreach (var reason in OrEmpty(statement.DestructiveReasons))
        {
            json.WriteStartObject();
            json.WriteString("name", reason.Name);
            json.WriteString("severity", NameOf(reason.Severity));
            WriteText(json, "table", reason.Table);
            WriteText(json, "via", reason.Via);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteText(json, "statement", statement.RedactedText);
        WriteText(json, "fingerprint", statement.Fingerprint == 0 ? null : statement.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
    }

    private static void WriteDatabase(Utf8JsonWriter json, DatabaseTarget? database)
    {
        if (database is null)
        {
            json.WriteNull("database");
            return;
        }

        json.WriteStartObject("database");
        json.WriteString("system", database.System);
        json.WriteString("server", database.Server);
        json.WriteString("name", database.Name);
        json.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter json, AuditContext context)
    {
        json.WriteStartObject("actor");
        json.WriteString("type", context.Actor.Type.ToCanonicalName());
        json.WriteString("id", context.Actor.Id);
        WriteText(json, "name", context.Actor.Name);
        WriteText(json, "tenantId", context.Actor.TenantId);
        WriteText(json, "impersonatorId", context.Actor.ImpersonatorId);
        WriteText(json, "apiKeyId", context.ApiKeyId);
        WriteText(json, "clientIp", context.ClientIp?.ToString());
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in OrEmpty(values))
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>Events may be made by anyone, and an array that nobody set is no empty one.</summary>
    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> values) => values.IsDefault ? [] : values;

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            json.WriteNull(name);
        else
            json.WriteString(name, value);
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long count)
    {
        if (count < 0)
            json.WriteNull(name);
        else
            json.WriteNumber(name, count);
    }

    private static void WriteId(Utf8JsonWriter json, string name, Guid id)
    {
        if (id == Guid.Empty)
            json.WriteNull(name);
        else
            json.WriteString(name, id);
    }

    private static string NameOf(Risk risk) => risk switch
    {
        Risk.None => "none",
        Risk.Low => "low",
        Risk.Medium => "medium",
        Risk.High => "high",
        _ => "critical",
    };
}
