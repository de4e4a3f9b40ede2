-- Counts by hour: what histograms of the last days are made of.
CREATE TABLE IF NOT EXISTS audit_rollup_hourly
(
    hour DateTime64(0, 'UTC') COMMENT 'Hour in which the events happened, UTC',
    retention_class LowCardinality(String) COMMENT 'Class that decides how long the events are kept',
    application LowCardinality(String) COMMENT 'Application that recorded the events',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    tenant_id LowCardinality(String) COMMENT 'Tenant of who acted',
    category LowCardinality(String) COMMENT 'database, entity, transaction, command, access, guard, alert, integrity or system',
    action LowCardinality(String) COMMENT 'What was done, e.g. db.select',
    outcome LowCardinality(String) COMMENT 'succeeded, failed, blocked, cancelled, rolled_back or unknown',
    risk UInt8 COMMENT '0 none, 1 low, 2 medium, 3 high, 4 critical',
    destructive Bool COMMENT 'Whether data or protection was destroyed',
    source LowCardinality(String) COMMENT 'Part of the application',
    actor_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    db_system LowCardinality(String) COMMENT 'Database product',
    db_name LowCardinality(String) COMMENT 'Name of the database',
    events SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of events',
    failures SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of events that failed',
    destructive_events SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of destructive events',
    rows_known SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of events of which the rows affected are known',
    rows_affected_sum SimpleAggregateFunction(sum, Int128) COMMENT 'Sum of the rows affected, where known',
    rows_affected_max SimpleAggregateFunction(max, Int64) COMMENT 'Most rows affected by one event; -1 when not known',
    duration_us_sum SimpleAggregateFunction(sum, UInt64) COMMENT 'Sum of the durations in microseconds',
    expires_first SimpleAggregateFunction(min, DateTime('UTC')) COMMENT 'When the first of the events may be deleted, UTC',
    expires_last SimpleAggregateFunction(max, DateTime('UTC')) COMMENT 'When all of the events may be deleted, UTC'
)
ENGINE = AggregatingMergeTree
PARTITION BY (retention_class, toYYYYMM(hour))
PRIMARY KEY hour
ORDER BY (hour, retention_class, application, environment, tenant_id, category, action, outcome, risk, destructive, source, actor_type, db_system, db_name)
TTL expires_last DELETE
SETTINGS
    ttl_only_drop_parts = 1,
    merge_with_ttl_timeout = 86400,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1
COMMENT 'The audit log counted by hour. Sum up what you read: the counts of one hour may still lie in several rows.';

CREATE MATERIALIZED VIEW IF NOT EXISTS audit_rollup_hourly_mv TO audit_rollup_hourly
AS SELECT
    fromUnixTimestamp64Second(intDiv(toUnixTimestamp64Micro(occurred_at) - positiveModulo(toUnixTimestamp64Micro(occurred_at), 3600000000), 1000000), 'UTC') AS hour,
    retention_class, application, environment, tenant_id, category, action, outcome, risk, destructive, source, actor_type, db_system, db_name,
    count() AS events,
    countIf(outcome = 'failed') AS failures,
    countIf(destructive) AS destructive_events,
    countIf(rows_affected >= 0) AS rows_known,
    sum(toInt128(greatest(rows_affected, 0))) AS rows_affected_sum,
    max(greatest(rows_affected, -1)) AS rows_affected_max,
    sum(duration_us) AS duration_us_sum,
    min(expires_at) AS expires_first,
    max(expires_at) AS expires_last
FROM audit_logs
GROUP BY hour, retention_class, application, environment, tenant_id, category, action, outcome, risk, destructive, source, actor_type, db_system, db_name
COMMENT 'Fills audit_rollup_hourly';

-- Counts by actor and day: who did most.
CREATE TABLE IF NOT EXISTS audit_rollup_actor_daily
(
    day DateTime64(0, 'UTC') COMMENT 'Beginning of the day on which the events happened, UTC',
    retention_class LowCardinality(String) COMMENT 'Class that decides how long the events are kept',
    actor_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    actor_id String COMMENT 'Id of who acted',
    tenant_id LowCardinality(String) COMMENT 'Tenant of who acted',
    application LowCardinality(String) COMMENT 'Application that recorded the events',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    category LowCardinality(String) COMMENT 'database, entity, transaction, command, access, guard, alert, integrity or system',
    events SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of events',
    failures SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of events that failed',
    destructive_events SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of destructive events',
    rows_known SimpleAggregateFunction(sum, UInt64) COMMENT 'Number of events of which the rows affected are known',
    rows_affected_sum SimpleAggregateFunction(sum, Int128) COMMENT 'Sum of the rows affected, where known',
    rows_affected_max SimpleAggregateFunction(max, Int64) COMMENT 'Most rows affected by one event; -1 when not known',
    duration_us_sum SimpleAggregateFunction(sum, UInt64) COMMENT 'Sum of the durations in microseconds',
    expires_first SimpleAggregateFunction(min, DateTime('UTC')) COMMENT 'When the first of the events may be deleted, UTC',
    expires_last SimpleAggregateFunction(max, DateTime('UTC')) COMMENT 'When all of the events may be deleted, UTC'
)
ENGINE = AggregatingMergeTree
PARTITION BY (retention_class, toYYYYMM(day))
PRIMARY KEY day
ORDER BY (day, retention_class, actor_type, actor_id, tenant_id, application, environment, category)
TTL expires_last DELETE
SETTINGS
    ttl_only_drop_parts = 1,
    merge_with_ttl_timeout = 86400,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1
COMMENT 'The audit log counted by actor and day. Sum up what you read: the counts of one day may still lie in several rows.';

CREATE MATERIALIZED VIEW IF NOT EXISTS audit_rollup_actor_daily_mv TO audit_rollup_actor_daily
AS SELECT
    fromUnixTimestamp64Second(intDiv(toUnixTimestamp64Micro(occurred_at) - positiveModulo(toUnixTimestamp64Micro(occurred_at), 86400000000), 1000000), 'UTC') AS day,
    retention_class, actor_type, actor_id, tenant_id, application, environment, category,
    count() AS events,
    countIf(outcome = 'failed') AS failures,
    countIf(destructive) AS destructive_events,
    countIf(rows_affected >= 0) AS rows_known,
    sum(toInt128(greatest(rows_affected, 0))) AS rows_affected_sum,
    max(greatest(rows_affected, -1)) AS rows_affected_max,
    sum(duration_us) AS duration_us_sum,
    min(expires_at) AS expires_first,
    max(expires_at) AS expires_last
FROM audit_logs
GROUP BY day, retention_class, actor_type, actor_id, tenant_id, application, environment, category
COMMENT 'Fills audit_rollup_actor_daily';
