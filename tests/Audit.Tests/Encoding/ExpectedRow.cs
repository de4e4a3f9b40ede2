using System.Collections.Immutable;
using System.Net;
using Audit.Events;
using Audit.Schema;
using Audit.Statements;

namespace Audit.Tests.Encoding;

/// <summary>What each column of an event's row must hold, said in the plainest way.</summary>
internal static class ExpectedRow
{
    public static void AssertEqual(AuditEvent e, string retentionClass, AuditOrigin origin, IReadOnlyDictionary<string, object?> row)
    {
        var flagged = new List<string>();
        var expected = Columns(e, retentionClass, origin, flagged);
        expected["redactions"] = Texts("redactions", e.Redactions, flagged)
            .Concat(AuditSchema.Columns.Select(c => c.Name).Where(flagged.Contains).Select(name => name + ":lone_surrogate"))
            .ToArray();

        Assert.Equal(AuditSchema.Columns.Select(c => c.Name).Order(), expected.Keys.Order());
        foreach (var column in AuditSchema.Columns)
            Assert.Equivalent(expected[column.Name], row[column.Name], strict: true);
    }

    private static Dictionary<string, object?> Columns(AuditEvent e, string retentionClass, AuditOrigin processOrigin, List<string> flagged)
    {
        string Text(string column, string? value) => Clean(column, value, flagged);
        string?[] Many(string column, ImmutableArray<string> values) => Texts(column, values, flagged);

        var origin = e.Origin ?? processOrigin;
        var statement = e.Statement ?? StatementInfo.Empty;
        var context = e.Context;
        var actor = context.Actor is { Type: ActorType.System, Id: "" } ? context.Actor with { Id = origin.Application, Name = origin.Application } : context.Actor;
        var changes = e.Entity?.Changes ?? [];
        return new Dictionary<string, object?>
        {
            ["schema_version"] = (byte)1,
            ["id"] = e.Id,
            ["occurred_at"] = e.OccurredAtUnixMicroseconds,
            ["application"] = Text("application", origin.Application),
            ["environment"] = Text("environment", origin.Environment),
            ["instance"] = Text("instance", origin.Instance),
            ["category"] = e.Category.ToCanonicalName(),
            ["action"] = Text("action", e.Action),
            ["outcome"] = e.Outcome.ToCanonicalName(),
            ["risk"] = (byte)e.Risk,
            ["destructive"] = e.Destructive,
            ["source"] = e.Source.ToCanonicalName(),
            ["operations"] = Many("operations", statement.Operations),
            ["tables_read"] = Many("tables_read", statement.TablesRead),
            ["tables_written"] = Many("tables_written", statement.TablesWritten),
            ["destructive_reasons"] = Many("destructive_reasons", [.. statement.DestructiveReasons.Select(r => r.Name).Distinct()]),
            ["db_system"] = Text("db_system", e.Database?.System),
            ["db_server"] = Text("db_server", e.Database?.Server),
            ["db_name"] = Text("db_name", e.Database?.Name),
            ["statement"] = Text("statement", statement.RedactedText),
            ["fingerprint"] = statement.Fingerprint,
            ["parameters"] = Map("parameters", e.Parameters.IsDefault ? [] : e.Parameters.Select(p => (p.Name, p.Value)), flagged),
            ["rows_affected"] = e.RowsAffected,
            ["rows_read"] = e.RowsRead,
            ["duration_us"] = e.DurationMicroseconds < 0 ? 0UL : (ulong)e.DurationMicroseconds,
            ["error_code"] = Text("error_code", e.ErrorCode),
            ["error_message"] = Text("error_message", e.ErrorMessage),
            ["actor_type"] = actor.Type.ToCanonicalName(),
            ["actor_id"] = Text("actor_id", actor.Id),
            ["actor_name"] = Text("actor_name", actor.Name),
            ["tenant_id"] = Text("tenant_id", actor.TenantId),
            ["impersonator_id"] = Text("impersonator_id", actor.ImpersonatorId),
            ["session_id"] = Text("session_id", context.SessionId),
            ["api_key_id"] = Text("api_key_id", context.ApiKeyId),
            ["client_ip"] = new IPAddress((context.ClientIp ?? IPAddress.IPv6Any).MapToIPv6().GetAddressBytes()),
            ["user_agent"] = Text("user_agent", context.UserAgent),
            ["trace_id"] = Text("trace_id", e.TraceId),
            ["span_id"] = Text("span_id", e.SpanId),
            ["request_id"] = Text("request_id", context.RequestId),
            ["http_method"] = Text("http_method", context.HttpMethod),
            ["http_route"] = Text("http_route", context.HttpRoute),
            ["transaction_id"] = e.TransactionId == Guid.Empty ? "" : e.TransactionId.ToString(),
            ["parent_id"] = e.ParentId,
            ["command_name"] = Text("command_name", e.Command?.Name),
            ["command_arguments"] = Many("command_arguments", e.Command?.Arguments ?? []),
            ["exit_code"] = e.Command?.ExitCode,
            ["entity_type"] = Text("entity_type", e.Entity?.Type),
            ["entity_key"] = Text("entity_key", e.Entity?.Key),
            ["entity_state"] = Text("entity_state", e.Entity?.State),
            ["change_properties"] = Many("change_properties", [.. changes.Select(c => c.Property)]),
            ["change_before"] = changes.Select(c => c.Before is null ? null : Text("change_before", c.Before)).ToArray(),
            ["change_after"] = changes.Select(c => c.After is null ? null : Text("change_after", c.After)).ToArray(),
            ["attributes"] = Map(
                "attributes",
                (context.Attributes.IsDefault ? [] : context.Attributes).Concat(e.Attributes.IsDefault ? [] : e.Attributes).Select(a => (a.Name, a.Value)),
                flagged),
            ["retention_class"] = retentionClass,
        };
    }

    private static string?[] Texts(string column, ImmutableArray<string> values, List<string> flagged) =>
        values.IsDefault ? [] : values.Select(value => Clean(column, value, flagged)).ToArray();

    private static KeyValuePair<string, string>[] Map(string column, IEnumerable<(string Name, string Value)> pairs, List<string> flagged)
    {
        // All keys are looked at; of the values only those that stay.
        var last = new Dictionary<string, string>();
        foreach (var (name, value) in pairs)
            last[Clean(column, name, flagged)] = value;

        return last
            .OrderBy(pair => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(pair.Key)), StringComparer.Ordinal)
            .Select(pair => new KeyValuePair<string, string>(pair.Key, Clean(column, pair.Value, flagged)))
            .ToArray();
    }

    private static string Clean(string column, string? value, List<string> flagged)
    {
        var clean = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(value ?? ""));
        if (clean != (value ?? "") && !flagged.Contains(column))
            flagged.Add(column);
        return clean;
    }
}
