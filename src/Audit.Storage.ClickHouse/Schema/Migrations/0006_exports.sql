-- Exports into files. Each change of an export's state, and of how far it has got, is a row; nothing is ever updated.
-- Of several inserts with one deduplication token the first is stored only, which is how one of several instances gets to run an export.
CREATE TABLE IF NOT EXISTS audit_exports
(
    id UUID COMMENT 'Id of the export',
    revision UInt64 COMMENT 'Number of the change, from 1; the row with the greatest tells the state',
    state LowCardinality(String) COMMENT 'queued, running, completed, failed or cancelled',
    change_id UUID COMMENT 'Who of several that made the change at once was the one: the row that is stored is his',
    format LowCardinality(String) COMMENT 'csv, ndjson, parquet or ocsf',
    filter String COMMENT 'Which events, as JSON; narrowed to what the requester may see, with a fixed range of time' CODEC(ZSTD(3)),
    shows_personal_data Bool COMMENT 'Whether the columns with personal data are part of it',
    stored_until DateTime64(3, 'UTC') COMMENT 'Only events that were stored by this time are part of it, UTC',
    requested_by_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    requested_by_id String COMMENT 'Id of who asked for it',
    requested_by_name String COMMENT 'Name of who asked for it',
    requested_by_tenant LowCardinality(String) COMMENT 'Tenant of who asked for it',
    requested_by_impersonator String COMMENT 'Id of who really asked, when someone acted as another',
    created_at DateTime64(6, 'UTC') COMMENT 'When it was asked for, UTC',
    rows_written Int64 COMMENT 'Events written so far',
    rows_total Int64 COMMENT 'Events that there are to write',
    bytes Int64 COMMENT 'Bytes written so far',
    sha256 String COMMENT 'SHA-256 of the file in hexadecimal digits; empty until it is complete',
    error String COMMENT 'Why it failed; empty for no failure',
    completed_at Nullable(DateTime64(6, 'UTC')) COMMENT 'When it ended, UTC',
    expires_at Nullable(DateTime64(6, 'UTC')) COMMENT 'When its file is removed, UTC',
    host String COMMENT 'Instance that runs it, or ran it',
    lease_until Nullable(DateTime64(6, 'UTC')) COMMENT 'Until when that instance alone may run it, UTC',
    stored_at DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'When the row was stored, UTC'
)
ENGINE = MergeTree
ORDER BY (id, revision)
TTL toDateTime(created_at) + INTERVAL 1 YEAR DELETE
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Exports of the audit log into files, a row per change of state';
