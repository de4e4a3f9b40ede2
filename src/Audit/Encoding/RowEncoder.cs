using System.Collections.Immutable;
using Audit.Context;
using Audit.Events;
using Audit.Schema;
using Audit.Statements;

namespace Audit.Encoding;

/// <summary>
/// Turns an event into the bytes that are hashed, kept and stored: the values of <see cref="AuditSchema.Columns"/> in their order, as RowBinary.
/// An event is encoded once; nothing after this reads values again. Not thread-safe.
/// </summary>
internal sealed class RowEncoder(AuditOrigin origin)
{
    private readonly MapWriter _map = new();

    /// <summary>Appends the row of an event. When it throws, the writer holds a part of a row: truncate it.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="retentionClass">The retention class the row is kept by.</param>
    /// <param name="row">Where the row is appended.</param>
    public void Encode(AuditEvent auditEvent, string retentionClass, RowWriter row)
    {
        var start = row.Length;
        _map.Clear();
        row.ClearFlags();
        Write(auditEvent, retentionClass, [], row);

        // The flags belong into a column that was written before the damage was met, hence a second pass. It is rare.
        if (row.ColumnsWithLoneSurrogates.Count > 0)
        {
            var flags = row.ColumnsWithLoneSurrogates.Select(static column => column + ":lone_surrogate").ToArray();
            row.Truncate(start);
            Write(auditEvent, retentionClass, flags, row);
        }
    }

    private void Write(AuditEvent auditEvent, string retentionClass, ReadOnlySpan<string> flags, RowWriter row)
    {
        var from = auditEvent.Origin ?? origin;

        row.UInt8(AuditSchema.Version);
        row.Uuid(auditEvent.Id);
        row.Int64(auditEvent.OccurredAtUnixMicroseconds);
        row.Text("application", from.Application);
        row.Text("environment", from.Environment);
        row.Text("instance", from.Instance);
        row.Text("category", auditEvent.Category.ToCanonicalName());
        row.Text("action", auditEvent.Action);
        row.Text("outcome", auditEvent.Outcome.ToCanonicalName());
        row.UInt8((byte)auditEvent.Risk);
        row.Bool(auditEvent.Destructive);
        row.Text("source", auditEvent.Source.ToCanonicalName());
        WriteDatabase(auditEvent, row);
        WriteRedactions(auditEvent.Redactions, flags, row);
        row.Int64(auditEvent.RowsAffected);
        row.Int64(auditEvent.RowsRead);
        row.UInt64((ulong)Math.Max(auditEvent.DurationMicroseconds, 0));
        row.Text("error_code", auditEvent.ErrorCode);
        row.Text("error_message", auditEvent.ErrorMessage);
        WriteActor(auditEvent.Context.Actor, from, row);
        WriteContext(auditEvent, row);
        WriteCommand(auditEvent.Command, row);
        WriteEntity(auditEvent.Entity, row);
        WriteAttributes(auditEvent, row);
        row.Text("retention_class", retentionClass);
    }

    private void WriteDatabase(AuditEvent auditEvent, RowWriter row)
    {
        var statement = auditEvent.Statement ?? StatementInfo.Empty;
        row.Texts("operations", statement.Operations);
        row.Texts("tables_read", statement.TablesRead);
        row.Texts("tables_written", statement.TablesWritten);
        WriteReasons(statement.DestructiveReasons.AsSpan(), row);
        row.Text("db_system", auditEvent.Database?.System);
        row.Text("db_server", auditEvent.Database?.Server);
        row.Text("db_name", auditEvent.Database?.Name);
        row.Text("statement", statement.RedactedText);
        row.UInt64(statement.Fingerprint);
        foreach (ref readonly var parameter in auditEvent.Parameters.AsSpan())
            _map.Add("parameters", parameter.Name, parameter.Value);
        _map.WriteTo(row, "parameters");
    }

    /// <summary>The names of the reasons, each once: a statement may harm several tables for the same reason.</summary>
    private static void WriteReasons(ReadOnlySpan<DestructiveReason> reasons, RowWriter row)
    {
        var distinct = 0;
        for (var i = 0; i < reasons.Length; i++)
        {
            if (IsFirst(reasons, i))
                distinct++;
        }

        row.Leb128(distinct);
        for (var i = 0; i < reasons.Length; i++)
        {
            if (IsFirst(reasons, i))
                row.Text("destructive_reasons", reasons[i].Name);
        }
    }

    private static bool IsFirst(ReadOnlySpan<DestructiveReason> reasons, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (reasons[i].Name == reasons[index].Name)
                return false;
        }

        return true;
    }

    private static void WriteRedactions(ImmutableArray<string> redactions, ReadOnlySpan<string> flags, RowWriter row)
    {
        var known = redactions.AsSpan();
        row.Leb128(known.Length + flags.Length);
        foreach (var redaction in known)
            row.Text("redactions", redaction);
        foreach (var flag in flags)
            row.Text("redactions", flag);
    }

    private static void WriteActor(AuditActor actor, AuditOrigin from, RowWriter row)
    {
        var isApplication = actor is { Type: ActorType.System, Id.Length: 0 };
        row.Text("actor_type", actor.Type.ToCanonicalName());
        row.Text("actor_id", isApplication ? from.Application : actor.Id);
        row.Text("actor_name", isApplication ? from.Application : actor.Name);
        row.Text("tenant_id", actor.TenantId);
        row.Text("impersonator_id", actor.ImpersonatorId);
    }

    private static void WriteContext(AuditEvent auditEvent, RowWriter row)
    {
        var context = auditEvent.Context;
        row.Text("session_id", context.SessionId);
        row.Text("api_key_id", context.ApiKeyId);
        row.IPv6(context.ClientIp);
        row.Text("user_agent", context.UserAgent);
        row.Text("trace_id", auditEvent.TraceId);
        row.Text("span_id", auditEvent.SpanId);
        row.Text("request_id", context.RequestId);
        row.Text("http_method", context.HttpMethod);
        row.Text("http_route", context.HttpRoute);
        row.UuidText(auditEvent.TransactionId);
        row.Uuid(auditEvent.ParentId);
    }

    private static void WriteCommand(CommandRun? command, RowWriter row)
    {
        row.Text("command_name", command?.Name);
        row.Texts("command_arguments", command?.Arguments ?? []);
        row.NullableInt32(command?.ExitCode);
    }

    private static void WriteEntity(EntityChange? entity, RowWriter row)
    {
        row.Text("entity_type", entity?.Type);
        row.Text("entity_key", entity?.Key);
        row.Text("entity_state", entity?.State);

        var changes = entity is null ? [] : entity.Changes.AsSpan();
        row.Leb128(changes.Length);
        foreach (ref readonly var change in changes)
            row.Text("change_properties", change.Property);
        row.Leb128(changes.Length);
        foreach (ref readonly var change in changes)
            row.NullableText("change_before", change.Before);
        row.Leb128(changes.Length);
        foreach (ref readonly var change in changes)
            row.NullableText("change_after", change.After);
    }

    /// <summary>The context's attributes first: of equal names the last counts, so the event's own win.</summary>
    private void WriteAttributes(AuditEvent auditEvent, RowWriter row)
    {
        foreach (ref readonly var attribute in auditEvent.Context.Attributes.AsSpan())
            _map.Add("attributes", attribute.Name, attribute.Value);
        foreach (ref readonly var attribute in auditEvent.Attributes.AsSpan())
            _map.Add("attributes", attribute.Name, attribute.Value);
        _map.WriteTo(row, "attributes");
    }
}
