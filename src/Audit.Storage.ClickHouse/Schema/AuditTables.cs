using Audit.Schema;

namespace Audit.Storage.ClickHouse.Schema;

/// <summary>The tables that writer and reader need.</summary>
internal static class AuditTables
{
    public const string Log = "audit_logs";
    public const string Hourly = "audit_rollup_hourly";
    public const string ActorDaily = "audit_rollup_actor_daily";
    public const string Migrations = "audit_schema_migrations";
    public const string Approvals = "audit_approvals";
    public const string DeadLetters = "audit_dead_letters";
    public const string Exports = "audit_exports";
    public const string Claims = "audit_schema_claims";

    private const string Text = "LowCardinality(String)";

    private static readonly (string Name, string Type)[] Counts =
    [
        ("events", "SimpleAggregateFunction(sum, UInt64)"),
        ("failures", "SimpleAggregateFunction(sum, UInt64)"),
        ("destructive_events", "SimpleAggregateFunction(sum, UInt64)"),
        ("rows_known", "SimpleAggregateFunction(sum, UInt64)"),
        ("rows_affected_sum", "SimpleAggregateFunction(sum, Int128)"),
        ("rows_affected_max", "SimpleAggregateFunction(max, Int64)"),
        ("duration_us_sum", "SimpleAggregateFunction(sum, UInt64)"),
        ("expires_first", "SimpleAggregateFunction(min, DateTime('UTC'))"),
        ("expires_last", "SimpleAggregateFunction(max, DateTime('UTC'))"),
    ];

    public static IReadOnlyList<AuditTable> All { get; } =
    [
        new(Log,
        [
            .. AuditSchema.Columns.Concat(AuditSchema.SealingColumns).Select(static column => (column.Name, ColumnTypes.Of(column))),
            ("ingested_at", "DateTime64(3, 'UTC')"),
        ]),
        new(Hourly,
        [
            ("hour", "DateTime64(0, 'UTC')"), ("retention_class", Text), ("application", Text), ("environment", Text), ("tenant_id", Text),
            ("category", Text), ("action", Text), ("outcome", Text), ("risk", "UInt8"), ("destructive", "Bool"), ("source", Text),
            ("actor_type", Text), ("db_system", Text), ("db_name", Text),
            .. Counts,
        ]),
        new(ActorDaily,
        [
            ("day", "DateTime64(0, 'UTC')"), ("retention_class", Text), ("actor_type", Text), ("actor_id", "String"), ("tenant_id", Text),
            ("application", Text), ("environment", Text), ("category", Text),
            .. Counts,
        ]),
        new(Approvals,
        [
            ("id", "UUID"), ("step", "UInt8"), ("state", Text), ("change_id", "UUID"), ("operation", "String"), ("generation", "UInt32"),
            ("fingerprint", "UInt64"), ("content_hash", "String"), ("database", "String"), ("requester_id", "String"), ("rule", Text),
            ("statement", "String"), ("reasons", "Array(LowCardinality(String))"), ("requested_by_type", Text), ("requested_by_id", "String"),
            ("requested_by_name", "String"), ("requested_by_tenant", Text), ("requested_by_impersonator", "String"),
            ("requested_at", "DateTime64(6, 'UTC')"), ("expires_at", "DateTime64(6, 'UTC')"), ("application", Text), ("environment", Text),
            ("request_note", "String"), ("decided_by_type", Text), ("decided_by_id", "String"), ("decided_by_name", "String"),
            ("decided_by_tenant", Text), ("decided_by_impersonator", "String"), ("decided_at", "Nullable(DateTime64(6, 'UTC'))"),
            ("decision_note", "String"), ("stored_at", "DateTime64(6, 'UTC')"),
        ]),
        new(DeadLetters,
        [
            ("stream", Text), ("seq", "UInt64"), ("retention_class", Text), ("schema_version", "UInt8"), ("leaf_check", "UInt32"),
            ("expires_at", "DateTime('UTC')"), ("code", Text), ("row", "String"), ("stored_at", "DateTime64(3, 'UTC')"),
        ]),
        new(Exports,
        [
            ("id", "UUID"), ("revision", "UInt64"), ("state", Text), ("change_id", "UUID"), ("format", Text), ("filter", "String"),
            ("shows_personal_data", "Bool"), ("stored_until", "DateTime64(3, 'UTC')"), ("requested_by_type", Text), ("requested_by_id", "String"),
            ("requested_by_name", "String"), ("requested_by_tenant", Text), ("requested_by_impersonator", "String"), ("created_at", "DateTime64(6, 'UTC')"),
            ("rows_written", "Int64"), ("rows_total", "Int64"), ("bytes", "Int64"), ("sha256", "String"), ("error", "String"),
            ("completed_at", "Nullable(DateTime64(6, 'UTC'))"), ("expires_at", "Nullable(DateTime64(6, 'UTC'))"), ("host", "String"),
            ("lease_until", "Nullable(DateTime64(6, 'UTC'))"), ("stored_at", "DateTime64(6, 'UTC')"),
        ]),
    ];

    /// <summary>The views that analysts ask. Nothing else does, so that a store without them does its work.</summary>
    public static IReadOnlyList<string> AnalystViews { get; } = ["v_destructive", "v_failures", "v_entity_history", "v_user_activity", "v_commands"];

    /// <summary>The views that fill the rollups.</summary>
    public static IReadOnlyList<string> Views { get; } = [Hourly + "_mv", ActorDaily + "_mv"];
}
