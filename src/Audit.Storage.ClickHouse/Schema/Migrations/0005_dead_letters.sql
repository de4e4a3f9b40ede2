-- Rows that the log refuses and that would hold up the others. They are kept as the bytes that were sealed; a gap event in the log declares them.
CREATE TABLE IF NOT EXISTS audit_dead_letters
(
    stream LowCardinality(String) COMMENT 'Stream the row belongs to',
    seq UInt64 COMMENT 'Place of the row in its stream',
    retention_class LowCardinality(String) COMMENT 'How long the row would be kept in the log',
    schema_version UInt8 COMMENT 'Version of the column list the row is encoded by',
    leaf_check UInt32 COMMENT 'First four bytes of the leaf hash, little-endian',
    expires_at DateTime('UTC') COMMENT 'When the row may be deleted, UTC',
    code LowCardinality(String) COMMENT 'Why the log refuses it, e.g. VIOLATED_CONSTRAINT',
    row String COMMENT 'The row as it was sealed: RowBinary of the canonical columns' CODEC(ZSTD(3)),
    stored_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When it was set aside, UTC'
)
ENGINE = ReplacingMergeTree
ORDER BY (stream, seq)
TTL expires_at DELETE
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Events that the log refused, kept apart as they were sealed';
