-- Views for what analysts ask most. Each is its query and nothing else: it keeps no rows, and whoever may read few rows of the log sees few rows here.
CREATE VIEW IF NOT EXISTS v_destructive
(
    occurred_at DateTime64(6, 'UTC') COMMENT 'When it started, UTC',
    id UUID COMMENT 'Event id',
    risk LowCardinality(String) COMMENT 'low, medium, high or critical',
    actor_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    actor_id String COMMENT 'Id of who acted',
    actor_name String COMMENT 'Name of who acted',
    impersonator_id String COMMENT 'Id of who really acted, when someone acted as another',
    tenant_id LowCardinality(String) COMMENT 'Tenant of who acted',
    client_ip String COMMENT 'Address of the client; empty for none',
    session_id String COMMENT 'Session, as a keyed hash',
    api_key_id LowCardinality(String) COMMENT 'Id of the API key',
    action LowCardinality(String) COMMENT 'What was done, e.g. db.drop',
    outcome LowCardinality(String) COMMENT 'succeeded, failed, blocked, cancelled, rolled_back or unknown',
    tables_written Array(LowCardinality(String)) COMMENT 'Tables whose rows or definition changed',
    reasons Array(LowCardinality(String)) COMMENT 'Why it is destructive, e.g. drop_table',
    rows_affected Int64 COMMENT 'Rows changed; -1 when not known',
    statement String COMMENT 'Text of the statement without literals and secrets',
    error_message String COMMENT 'Message of the error without values',
    application LowCardinality(String) COMMENT 'Application that recorded the event',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    db_system LowCardinality(String) COMMENT 'Database product',
    db_name LowCardinality(String) COMMENT 'Name of the database',
    http_route LowCardinality(String) COMMENT 'Route template of the HTTP request',
    command_name LowCardinality(String) COMMENT 'Name of the console command or job',
    transaction_id String COMMENT 'Transaction the operation was part of; empty for none',
    trace_id String COMMENT 'W3C trace id'
)
AS SELECT
    occurred_at, id, transform(risk, [1, 2, 3, 4], ['low', 'medium', 'high', 'critical'], 'none') AS risk, actor_type, actor_id, actor_name, impersonator_id, tenant_id,
    if(client_ip = toIPv6('::'), '', replaceOne(toString(client_ip), '::ffff:', '')) AS client_ip, session_id, api_key_id, action, outcome, tables_written,
    destructive_reasons AS reasons, rows_affected, statement, error_message, application, environment, db_system, db_name, http_route, command_name, transaction_id, trace_id
FROM audit_logs
WHERE destructive
COMMENT 'Operations that destroyed data or protection, or tried to: who, what, why and with what outcome';

CREATE VIEW IF NOT EXISTS v_failures
(
    occurred_at DateTime64(6, 'UTC') COMMENT 'When it started, UTC',
    id UUID COMMENT 'Event id',
    category LowCardinality(String) COMMENT 'database, entity, transaction, command, access, guard, alert, integrity or system',
    action LowCardinality(String) COMMENT 'What was done, e.g. db.select',
    outcome LowCardinality(String) COMMENT 'failed or blocked',
    error_code LowCardinality(String) COMMENT 'Error code of the driver (SQLSTATE or number) or type of the exception; empty for none',
    error_message String COMMENT 'Message of the error without values',
    tables Array(LowCardinality(String)) COMMENT 'Tables read or written',
    statement String COMMENT 'Text of the statement without literals and secrets',
    fingerprint String COMMENT 'Same shape of statement, same fingerprint; 16 hexadecimal digits',
    duration_ms Float64 COMMENT 'Duration in milliseconds',
    actor_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    actor_id String COMMENT 'Id of who acted',
    tenant_id LowCardinality(String) COMMENT 'Tenant of who acted',
    application LowCardinality(String) COMMENT 'Application that recorded the event',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    db_system LowCardinality(String) COMMENT 'Database product',
    db_name LowCardinality(String) COMMENT 'Name of the database',
    http_route LowCardinality(String) COMMENT 'Route template of the HTTP request',
    command_name LowCardinality(String) COMMENT 'Name of the console command or job',
    trace_id String COMMENT 'W3C trace id'
)
AS SELECT
    occurred_at, id, category, action, outcome, error_code, error_message, arrayDistinct(arrayConcat(tables_read, tables_written)) AS tables, statement,
    lower(hex(fingerprint)) AS fingerprint, duration_us / 1000 AS duration_ms, actor_type, actor_id, tenant_id, application, environment, db_system, db_name, http_route,
    command_name, trace_id
FROM audit_logs
WHERE outcome IN ('failed', 'blocked')
COMMENT 'What failed, and what was refused';

CREATE VIEW IF NOT EXISTS v_entity_history
(
    occurred_at DateTime64(6, 'UTC') COMMENT 'When it was saved, UTC',
    id UUID COMMENT 'Event id; properties of one change share it',
    entity_type LowCardinality(String) COMMENT 'Type of the changed entity',
    entity_key String COMMENT 'Primary key of the changed entity',
    entity_state LowCardinality(String) COMMENT 'added, modified or deleted',
    property LowCardinality(String) COMMENT 'Changed property; empty when no values were recorded',
    before Nullable(String) COMMENT 'Value before the change',
    after Nullable(String) COMMENT 'Value after the change',
    outcome LowCardinality(String) COMMENT 'succeeded, or rolled_back with its transaction',
    actor_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    actor_id String COMMENT 'Id of who acted',
    actor_name String COMMENT 'Name of who acted',
    tenant_id LowCardinality(String) COMMENT 'Tenant of who acted',
    application LowCardinality(String) COMMENT 'Application that recorded the event',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    transaction_id String COMMENT 'Transaction the change was part of; empty for none',
    trace_id String COMMENT 'W3C trace id'
)
AS SELECT
    occurred_at, id, entity_type, entity_key, entity_state, change.1 AS property, change.2 AS before, change.3 AS after, outcome, actor_type, actor_id, actor_name, tenant_id,
    application, environment, transaction_id, trace_id
FROM audit_logs
LEFT ARRAY JOIN arrayZip(change_properties, change_before, change_after) AS change
WHERE category = 'entity' AND entity_type != ''
COMMENT 'Changes of entities, a row per changed property';

CREATE VIEW IF NOT EXISTS v_user_activity
(
    day Date COMMENT 'Day, UTC',
    actor_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    actor_id String COMMENT 'Id of who acted',
    tenant_id LowCardinality(String) COMMENT 'Tenant of who acted',
    application LowCardinality(String) COMMENT 'Application that recorded the events',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    category LowCardinality(String) COMMENT 'database, entity, transaction, command, access, guard, alert, integrity or system',
    events UInt64 COMMENT 'Number of events',
    failures UInt64 COMMENT 'Number of events that failed',
    destructive_events UInt64 COMMENT 'Number of destructive events',
    rows_affected Int128 COMMENT 'Sum of the rows changed, where known',
    duration_ms Float64 COMMENT 'Sum of the durations in milliseconds'
)
AS SELECT
    toDate(day) AS day, actor_type, actor_id, tenant_id, application, environment, category, sum(events) AS events, sum(failures) AS failures,
    sum(destructive_events) AS destructive_events, sum(rows_affected_sum) AS rows_affected, sum(duration_us_sum) / 1000 AS duration_ms
FROM audit_rollup_actor_daily
GROUP BY day, actor_type, actor_id, tenant_id, application, environment, category
COMMENT 'How much each actor did on each day, from the rollup';

CREATE VIEW IF NOT EXISTS v_commands
(
    occurred_at DateTime64(6, 'UTC') COMMENT 'When the command started, UTC',
    id UUID COMMENT 'Event id; events that the command caused have it as parent_id',
    command_name LowCardinality(String) COMMENT 'Name of the console command or job',
    command_arguments Array(String) COMMENT 'Arguments, sanitised',
    outcome LowCardinality(String) COMMENT 'succeeded, failed, blocked, cancelled or unknown',
    exit_code Nullable(Int32) COMMENT 'Exit code',
    duration_ms Float64 COMMENT 'Duration in milliseconds',
    error_code LowCardinality(String) COMMENT 'Type of the exception; empty for none',
    error_message String COMMENT 'Message of the error without values',
    actor_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    actor_id String COMMENT 'Id of who ran it',
    actor_name String COMMENT 'Name of who ran it',
    tenant_id LowCardinality(String) COMMENT 'Tenant of who ran it',
    application LowCardinality(String) COMMENT 'Application that recorded the event',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    instance LowCardinality(String) COMMENT 'Machine and process',
    trace_id String COMMENT 'W3C trace id'
)
AS SELECT
    occurred_at, id, command_name, command_arguments, outcome, exit_code, duration_us / 1000 AS duration_ms, error_code, error_message, actor_type, actor_id, actor_name,
    tenant_id, application, environment, instance, trace_id
FROM audit_logs
WHERE category = 'command'
COMMENT 'Runs of console commands and jobs';
