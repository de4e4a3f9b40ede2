using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

/// <summary>The columns that conditions name.</summary>
internal static class Columns
{
    public static readonly SqlFragment Action = new("action");
    public static readonly SqlFragment ActorId = new("actor_id");
    public static readonly SqlFragment ActorName = new("actor_name");
    public static readonly SqlFragment ActorType = new("actor_type");
    public static readonly SqlFragment ApiKeyId = new("api_key_id");
    public static readonly SqlFragment Application = new("application");
    public static readonly SqlFragment Category = new("category");
    public static readonly SqlFragment ChangeProperties = new("change_properties");
    public static readonly SqlFragment Command = new("command_name");
    public static readonly SqlFragment Duration = new("duration_us");
    public static readonly SqlFragment Entity = new("entity_type");
    public static readonly SqlFragment EntityKey = new("entity_key");
    public static readonly SqlFragment Environment = new("environment");
    public static readonly SqlFragment Operations = new("operations");
    public static readonly SqlFragment Outcome = new("outcome");
    public static readonly SqlFragment RequestId = new("request_id");
    public static readonly SqlFragment RowsAffected = new("rows_affected");
    public static readonly SqlFragment SessionId = new("session_id");
    public static readonly SqlFragment Source = new("source");
    public static readonly SqlFragment TablesRead = new("tables_read");
    public static readonly SqlFragment TablesWritten = new("tables_written");
    public static readonly SqlFragment TenantId = new("tenant_id");
    public static readonly SqlFragment TraceId = new("trace_id");
    public static readonly SqlFragment TransactionId = new("transaction_id");
}
