-- Which migrations were applied. Made before the first of them.
CREATE TABLE IF NOT EXISTS audit_schema_migrations
(
    version UInt32 COMMENT 'Number of the migration',
    name String COMMENT 'Name of the migration',
    checksum String COMMENT 'SHA-256 of its text, in hexadecimal digits',
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When it was applied, UTC',
    application String COMMENT 'Application that applied it',
    instance String COMMENT 'Instance of the application: machine and process'
)
ENGINE = MergeTree
ORDER BY version
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'The migrations of the audit schema that were applied, each once';

CREATE TABLE IF NOT EXISTS audit_schema_claims
(
    version UInt32 COMMENT 'Number of the migration',
    attempt UInt32 COMMENT 'Attempt at it, from 1; there is a further one when who claimed the last did not finish in time',
    claimant String COMMENT 'Who alone may make this attempt',
    claimed_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When it was claimed, UTC'
)
ENGINE = MergeTree
ORDER BY (version, attempt)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Who applies a migration of the audit schema, when several instances start at once';
