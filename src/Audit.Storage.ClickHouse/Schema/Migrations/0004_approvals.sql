-- Approvals of guarded operations. Each change of an approval's state is a row; nothing is ever updated.
-- Of several inserts with one deduplication token the first is stored only, which is how one of several instances gets to take a step.
CREATE TABLE IF NOT EXISTS audit_approvals
(
    id UUID COMMENT 'Id of the approval',
    step UInt8 COMMENT '1 asked for, 2 decided or expired before, 3 used or expired after; the row with the greatest step tells the state',
    state LowCardinality(String) COMMENT 'pending, approved, rejected, used or expired',
    change_id UUID COMMENT 'Who of several that took the step at once was the one: the row that is stored is his',
    operation String COMMENT 'SHA-256 of fingerprint, content hash, database and requester, in hexadecimal digits',
    generation UInt32 COMMENT 'How often the same operation was asked for, this time included',
    fingerprint UInt64 COMMENT 'Same shape of statement, same fingerprint',
    content_hash String COMMENT 'Slow hash (SHA-256, then PBKDF2 of 100,000 rounds) of the statement as sent and of its parameters',
    database String COMMENT 'System, server and name of the database',
    requester_id String COMMENT 'Id of who asked, as the approval is bound to it',
    rule LowCardinality(String) COMMENT 'Rule of the guard that asked for the approval',
    statement String COMMENT 'Text of the statement without literals and secrets' CODEC(ZSTD(3)),
    reasons Array(LowCardinality(String)) COMMENT 'Why the statement is destructive, e.g. drop_table',
    requested_by_type LowCardinality(String) COMMENT 'user, api_key, service, system or anonymous',
    requested_by_id String COMMENT 'Id of who asked',
    requested_by_name String COMMENT 'Name of who asked',
    requested_by_tenant LowCardinality(String) COMMENT 'Tenant of who asked',
    requested_by_impersonator String COMMENT 'Id of who really asked, when someone acted as another',
    requested_at DateTime64(6, 'UTC') COMMENT 'When it was asked for, UTC',
    expires_at DateTime64(6, 'UTC') COMMENT 'When it ends, decided or not, UTC',
    application LowCardinality(String) COMMENT 'Application that the operation belongs to',
    environment LowCardinality(String) COMMENT 'Environment the application runs in',
    request_note String COMMENT 'Reason that was given with the request' CODEC(ZSTD(3)),
    decided_by_type LowCardinality(String) COMMENT 'What kind of actor decided; empty for nobody yet',
    decided_by_id String COMMENT 'Id of who approved or rejected',
    decided_by_name String COMMENT 'Name of who approved or rejected',
    decided_by_tenant LowCardinality(String) COMMENT 'Tenant of who approved or rejected',
    decided_by_impersonator String COMMENT 'Id of who really decided, when someone acted as another',
    decided_at Nullable(DateTime64(6, 'UTC')) COMMENT 'When it was approved or rejected, UTC',
    decision_note String COMMENT 'What the approver had to say' CODEC(ZSTD(3)),
    stored_at DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'When the row was stored, UTC',
    INDEX ix_operation operation TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (id, step)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Approvals of guarded operations, a row per change of state';
