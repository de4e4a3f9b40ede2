namespace Audit.Schema;

/// <summary>
/// The columns of the audit log in their fixed order: the one list from which the encoder, the stores, the readers and the
/// documentation are derived or checked.
/// </summary>
public static class AuditSchema
{
    /// <summary>The version of <see cref="Columns"/> that new rows are encoded by.</summary>
    public const byte Version = 1;

    /// <summary>
    /// The canonical columns of version 1, in the order in which a row's bytes hold them. These bytes are what a leaf hash covers.
    /// </summary>
    public static IReadOnlyList<AuditColumn> Columns { get; } =
    [
        new("schema_version", AuditColumnType.UInt8, false, "Version of the column list the row is encoded by"),
        new("id", AuditColumnType.Uuid, false, "Event id, UUID version 7"),
        new("occurred_at", AuditColumnType.Microseconds, false, "When it happened (operations: started), UTC, microseconds"),
        new("application", AuditColumnType.String, true, "Application that recorded the event"),
        new("environment", AuditColumnType.String, true, "Environment the application runs in, e.g. Production"),
        new("instance", AuditColumnType.String, true, "Instance of the application: machine and process"),
        new("category", AuditColumnType.String, true, "database, entity, transaction, command, access, guard, alert, integrity or system"),
        new("action", AuditColumnType.String, true, "What was done, e.g. db.select, auth.sign_in"),
        new("outcome", AuditColumnType.String, true, "succeeded, failed, blocked, cancelled, rolled_back or unknown"),
        new("risk", AuditColumnType.UInt8, false, "0 none, 1 low, 2 medium, 3 high, 4 critical"),
        new("destructive", AuditColumnType.Bool, false, "Whether it destroys data or protection"),
        new("source", AuditColumnType.String, true, "Part of the application: linq, save_changes, raw_sql, bulk, migration, seeder, ado_net, scaffolding, command or unknown"),
        new("operations", AuditColumnType.StringArray, true, "Verbs of every statement that ran, e.g. SELECT, DELETE"),
        new("tables_read", AuditColumnType.StringArray, true, "Tables read, as written in the statement"),
        new("tables_written", AuditColumnType.StringArray, true, "Tables whose rows or definition changed, as written in the statement"),
        new("destructive_reasons", AuditColumnType.StringArray, true, "Why the operation is destructive, e.g. drop_table"),
        new("db_system", AuditColumnType.String, true, "Database product, OpenTelemetry db.system.name, e.g. postgresql"),
        new("db_server", AuditColumnType.String, true, "Host and port of the database, or its file"),
        new("db_name", AuditColumnType.String, true, "Name of the database"),
        new("statement", AuditColumnType.String, false, "Text of the statement without literals and secrets"),
        new("fingerprint", AuditColumnType.UInt64, false, "Same shape of statement, same fingerprint; 0 for none"),
        new("parameters", AuditColumnType.StringMap, true, "Parameters by name; <redacted> where values are not recorded"),
        new("redactions", AuditColumnType.StringArray, true, "What was changed before it was recorded, e.g. statement:truncated"),
        new("rows_affected", AuditColumnType.Int64, false, "Rows changed; -1 when not known"),
        new("rows_read", AuditColumnType.Int64, false, "Rows read; -1 when not known"),
        new("duration_us", AuditColumnType.UInt64, false, "Duration in microseconds"),
        new("error_code", AuditColumnType.String, true, "Error code of the driver (SQLSTATE or number) or type of the exception; empty for none"),
        new("error_message", AuditColumnType.String, false, "Message of the error without values"),
        new("actor_type", AuditColumnType.String, true, "user, api_key, service, system or anonymous"),
        new("actor_id", AuditColumnType.String, false, "Id of who acted"),
        new("actor_name", AuditColumnType.String, false, "Name of who acted"),
        new("tenant_id", AuditColumnType.String, true, "Tenant of who acted"),
        new("impersonator_id", AuditColumnType.String, false, "Id of who really acted, when someone acted as another"),
        new("session_id", AuditColumnType.String, false, "Session, as a keyed hash"),
        new("api_key_id", AuditColumnType.String, true, "Id of the API key; never the key"),
        new("client_ip", AuditColumnType.IPv6, false, "Address of the client; IPv4 as ::ffff:a.b.c.d; :: for none"),
        new("user_agent", AuditColumnType.String, true, "User agent of the client"),
        new("trace_id", AuditColumnType.String, false, "W3C trace id"),
        new("span_id", AuditColumnType.String, false, "W3C span id"),
        new("request_id", AuditColumnType.String, false, "Id of the HTTP request"),
        new("http_method", AuditColumnType.String, true, "Method of the HTTP request"),
        new("http_route", AuditColumnType.String, true, "Route template of the HTTP request"),
        new("transaction_id", AuditColumnType.String, false, "Transaction the operation was part of; empty for none"),
        new("parent_id", AuditColumnType.Uuid, false, "Event that caused this one; zero for none"),
        new("command_name", AuditColumnType.String, true, "Name of the console command or job"),
        new("command_arguments", AuditColumnType.StringArray, false, "Arguments of the command, sanitised"),
        new("exit_code", AuditColumnType.NullableInt32, false, "Exit code of the command"),
        new("entity_type", AuditColumnType.String, true, "Type of the changed entity"),
        new("entity_key", AuditColumnType.String, false, "Primary key of the changed entity"),
        new("entity_state", AuditColumnType.String, true, "added, modified or deleted"),
        new("change_properties", AuditColumnType.StringArray, true, "Changed properties, in the order of change_before and change_after"),
        new("change_before", AuditColumnType.NullableStringArray, false, "Values before the change"),
        new("change_after", AuditColumnType.NullableStringArray, false, "Values after the change"),
        new("attributes", AuditColumnType.StringMap, true, "Custom keys and values"),
        new("retention_class", AuditColumnType.String, true, "Class that decides how long the row is kept"),
    ];

    /// <summary>The columns that sealing adds, in the order in which they follow the canonical ones.</summary>
    public static IReadOnlyList<AuditColumn> SealingColumns { get; } =
    [
        new("stream", AuditColumnType.String, true, "Stream of the row: one per process run"),
        new("seq", AuditColumnType.UInt64, false, "Place of the row in its stream, without gaps"),
        new("leaf_check", AuditColumnType.UInt32, false, "First four bytes of the leaf hash SHA256(0x00 || row as RowBinary), little-endian"),
        new("expires_at", AuditColumnType.Seconds, false, "When the row may be deleted, UTC"),
    ];
}
