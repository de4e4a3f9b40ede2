namespace Audit.Storage.ClickHouse.Tests.Reading;

internal static class TestSchema
{
    public const string Table = """
        CREATE TABLE audit_logs
        (
          schema_version UInt8, id UUID, occurred_at DateTime64(6, 'UTC'),
          application LowCardinality(String), environment LowCardinality(String), instance LowCardinality(String),
          category LowCardinality(String), action LowCardinality(String), outcome LowCardinality(String), risk UInt8, destructive Bool, source LowCardinality(String),
          operations Array(LowCardinality(String)), tables_read Array(LowCardinality(String)), tables_written Array(LowCardinality(String)), destructive_reasons Array(LowCardinality(String)),
          db_system LowCardinality(String), db_server LowCardinality(String), db_name LowCardinality(String),
          statement String, fingerprint UInt64, parameters Map(LowCardinality(String), String), redactions Array(LowCardinality(String)),
          rows_affected Int64, rows_read Int64, duration_us UInt64,
          error_code LowCardinality(String), error_message String,
          actor_type LowCardinality(String), actor_id String, actor_name String, tenant_id LowCardinality(String), impersonator_id String,
          session_id String, api_key_id LowCardinality(String), client_ip IPv6, user_agent LowCardinality(String),
          trace_id String, span_id String, request_id String, http_method LowCardinality(String), http_route LowCardinality(String), transaction_id String, parent_id UUID,
          command_name LowCardinality(String), command_arguments Array(String), exit_code Nullable(Int32),
          entity_type LowCardinality(String), entity_key String, entity_state LowCardinality(String),
          change_properties Array(LowCardinality(String)), change_before Array(Nullable(String)), change_after Array(Nullable(String)),
          attributes Map(LowCardinality(String), String), retention_class LowCardinality(String),
          stream LowCardinality(String), seq UInt64, leaf_check UInt32, expires_at DateTime('UTC'),
          ingested_at DateTime64(3, 'UTC') DEFAULT now64(3),
          INDEX ix_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
          INDEX ix_transaction transaction_id TYPE bloom_filter(0.01) GRANULARITY 1,
          INDEX ix_session session_id TYPE bloom_filter(0.01) GRANULARITY 1,
          INDEX ix_entity entity_key TYPE bloom_filter(0.01) GRANULARITY 1,
          INDEX ix_actor actor_id TYPE text(tokenizer = 'array'),
          INDEX ix_read tables_read TYPE text(tokenizer = 'array'),
          INDEX ix_written tables_written TYPE text(tokenizer = 'array'),
          INDEX ix_statement statement TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(statement))
        )
        ENGINE = MergeTree PARTITION BY (retention_class, toYYYYMM(occurred_at)) ORDER BY (occurred_at, id)
        SETTINGS index_granularity = 128
        """;
}
