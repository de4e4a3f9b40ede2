using Audit.Storage.ClickHouse.Reading.Sql;
using static Audit.Storage.ClickHouse.Exporting.Columns.JsonObjectSql;

namespace Audit.Storage.ClickHouse.Exporting.Columns;

/// <summary>
/// An event as a record of the Open Cybersecurity Schema Framework 1.8.0, class 6005 (Datastore Activity), https://schema.ocsf.io/1.8.0/classes/datastore_activity. Made by the engine, so that
/// it streams like any other format. What the class has no place for is in <c>unmapped</c>, under the names of the columns.
/// </summary>
internal static class OcsfRecord
{
    private const string Unknown = "'unknown'";

    /// <summary>Verbs that are no activity of the class by themselves: definitions, privileges, TRUNCATE, procedures, transactions.</summary>
    private const string OtherVerbs = "arrayFilter(verb -> verb NOT IN ('SELECT', 'INSERT', 'BULK INSERT', 'REPLACE', 'UPDATE', 'MERGE', 'DELETE'), operations)";

    /// <summary>Of several verbs the one that does most harm tells the activity. Without any it is told by what became of an entity.</summary>
    private const string Activity =
        $"""
        multiIf(notEmpty({OtherVerbs}), 99,
            has(operations, 'DELETE'), 7,
            hasAny(operations, ['UPDATE', 'MERGE']), 2,
            hasAny(operations, ['INSERT', 'BULK INSERT', 'REPLACE']), 5,
            has(operations, 'SELECT'), 4,
            category = 'entity' AND entity_state = 'deleted', 7,
            category = 'entity' AND entity_state = 'modified', 2,
            category = 'entity' AND entity_state = 'added', 5,
            99)
        """;

    private const string ActivityName =
        $"""
        multiIf(ocsf_activity = 4, 'Query', ocsf_activity = 5, 'Write', ocsf_activity = 2, 'Update', ocsf_activity = 7, 'Delete',
            notEmpty({OtherVerbs}), arrayStringConcat({OtherVerbs}, ', '),
            action != '', toString(action), 'Other')
        """;

    private const string Relational =
        "('postgresql', 'sqlite', 'mysql', 'mariadb', 'microsoft.sql_server', 'oracle.db', 'ibm.db2', 'cockroachdb', 'clickhouse', 'firebirdsql', 'other_sql')";

    private const string NoSql = "('redis', 'mongodb', 'cassandra', 'couchdb', 'couchbase', 'dynamodb', 'aws.dynamodb', 'azure.cosmosdb', 'elasticsearch', 'opensearch', 'hbase', 'memcached', 'neo4j')";

    private const string Table = "if(notEmpty(tables_written), tables_written[1], tables_read[1])";
    private const string HasTable = "(notEmpty(tables_written) OR notEmpty(tables_read))";
    private const string HasDatabase = "(db_system != '' OR db_name != '')";

    /// <summary>The methods that the class knows.</summary>
    private const string HasRequest = "http_method IN ('CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE')";

    /// <summary>Expressions that the others name.</summary>
    public static SqlFragment Shared { get; } = new($"{Activity} AS ocsf_activity, {ActivityName} AS ocsf_activity_name");

    /// <summary>The record as text.</summary>
    public static SqlFragment Json(bool showsPersonalData) => new(
        new JsonObjectSql("activity_id", Number("ocsf_activity"))
            .Add("activity_name", Text("ocsf_activity_name"))
            .Add("category_uid", "'6'")
            .Add("category_name", Text("'Application Activity'"))
            .Add("class_uid", "'6005'")
            .Add("class_name", Text("'Datastore Activity'"))
            .Add("type_uid", Number("600500 + ocsf_activity"))
            .Add("type_name", Text("concat('Datastore Activity: ', if(ocsf_activity = 99, 'Other', ocsf_activity_name))"))
            .Add("time", Number("toUnixTimestamp64Milli(occurred_at)"))
            .Add("start_time", Number("toUnixTimestamp64Milli(occurred_at)"))
            .Add("end_time", Number("toUnixTimestamp64Milli(occurred_at) + intDiv(duration_us, 1000)"))
            .Add("timezone_offset", "'0'")
            .Add("duration", Number("intDiv(duration_us, 1000)"))
            .Add("severity_id", Number("multiIf(risk <= 4, risk + 1, 99)"))
            .Add("severity", Text("transform(risk, [0, 1, 2, 3, 4], ['Informational', 'Low', 'Medium', 'High', 'Critical'], 'Other')"))
            .Add("status_id", "transform(toString(outcome), ['succeeded', 'failed', 'blocked', 'unknown'], ['1', '2', '2', '0'], '99')")
            .Add("status", Text("transform(toString(outcome), ['succeeded', 'failed', 'blocked', 'unknown'], ['Success', 'Failure', 'Failure', 'Unknown'], toString(outcome))"))
            .AddText("status_code", "error_code")
            .AddText("status_detail", "error_message")
            .AddText("message", "action")
            .Add("metadata", Metadata)
            .Add("actor", Actor(showsPersonalData))
            .Add("src_endpoint", Source(showsPersonalData))
            .AddIf("db_server != ''", "dst_endpoint", new JsonObjectSql("name", Text("db_server")).ToString())
            .Add("type_id", $"multiIf({HasTable}, '3', {HasDatabase}, '1', '0')")
            .Add("type", Text($"multiIf({HasTable}, 'Table', {HasDatabase}, 'Database', 'Unknown')"))
            .Add("database", Database)
            .AddIf(HasTable, "table", new JsonObjectSql("name", Text(Table)).ToString())
            .AddIf("statement != ''", "query_info", new JsonObjectSql("query_string", Text("statement")).AddIf("fingerprint != 0", "uid", Text(EventSelection.Fingerprint)).ToString())
            .AddIf(HasRequest, "http_request", Request(showsPersonalData))
            .Add("unmapped", Unmapped(showsPersonalData))
            .ToString());

    private static string Metadata { get; } = new JsonObjectSql("version", Text("'1.8.0'"))
        .Add("product", new JsonObjectSql("name", Text("'Audit'")).Add("vendor_name", Text("'Audit'")).ToString())
        .Add("uid", Text("id"))
        .Add("event_code", Text("action"))
        .Add("log_name", Text("'audit_logs'"))
        .Add("logged_time", Number("toUnixTimestamp64Milli(ingested_at)"))
        .Add("original_time", Text("concat(formatDateTime(occurred_at, '%Y-%m-%dT%H:%i:%S.', 'UTC'), leftPad(toString(toUnixTimestamp64Micro(occurred_at) % 1000000), 6, '0'), 'Z')"))
        .AddText("correlation_uid", "trace_id")
        .AddText("tenant_uid", "tenant_id")
        .ToString();

    private static string Database { get; } =
        new JsonObjectSql("type_id", $"multiIf(db_system = '', '0', db_system IN {Relational}, '1', db_system IN {NoSql}, '6', '99')")
        .Add("type", Text($"multiIf(db_system = '', 'Unknown', db_system IN {Relational}, 'Relational', db_system IN {NoSql}, 'NoSQL', toString(db_system))"))
        .AddText("name", "db_name")
        .AddText("uid", "db_server")
        .ToString();

    private static string Request(bool showsPersonalData)
    {
        var request = new JsonObjectSql("http_method", Text("http_method")).AddText("uid", "request_id");
        return (showsPersonalData ? request.AddText("user_agent", "user_agent") : request).ToString();
    }

    private static string Actor(bool showsPersonalData)
    {
        var user = new JsonObjectSql("type_id", "transform(toString(actor_type), ['user', 'system', 'service', 'api_key', 'anonymous'], ['1', '3', '4', '99', '0'], '99')")
            .Add("type", Text("transform(toString(actor_type), ['user', 'system', 'service', 'anonymous'], ['User', 'System', 'Service', 'Unknown'], if(actor_type = '', 'Other', toString(actor_type)))"))
            .AddText("uid", "actor_id");
        if (showsPersonalData)
            user.AddText("name", "actor_name");
        var isKnown = showsPersonalData ? "(actor_id != '' OR actor_name != '')" : "actor_id != ''";
        return new JsonObjectSql("app_name", Text($"if(application = '', {Unknown}, application)"))
            .AddIf(isKnown, "user", user.AddText("credential_uid", "api_key_id").ToString())
            .AddIf("session_id != ''", "session", new JsonObjectSql("uid", Text("session_id")).ToString())
            .AddText("invoked_by", "command_name")
            .ToString();
    }

    /// <summary>The client; without one the instance of the application, which sent the statement.</summary>
    private static string Source(bool showsPersonalData)
    {
        var source = new JsonObjectSql("svc_name", Text($"if(application = '', {Unknown}, application)")).AddText("instance_uid", "instance");
        if (showsPersonalData)
            source.AddIf("client_ip != toIPv6('::')", "ip", Text(EventSelection.ClientIp));
        return source.ToString();
    }

    private static string Unmapped(bool showsPersonalData)
    {
        var unmapped = new JsonObjectSql("category", Text("category"))
            .Add("outcome", Text("outcome"))
            .Add("risk", Number("risk"))
            .Add("destructive", "if(destructive, 'true', 'false')")
            .Add("source", Text("source"))
            .AddText("environment", "environment")
            .AddAll("operations", "operations")
            .AddAll("tables_read", "tables_read")
            .AddAll("tables_written", "tables_written")
            .AddAll("destructive_reasons", "destructive_reasons")
            .AddText("db_system", "db_system")
            .AddIf("rows_affected >= 0", "rows_affected", Number("rows_affected"))
            .AddIf("rows_read >= 0", "rows_read", Number("rows_read"))
            .Add("duration_us", Number("duration_us"))
            .AddAll("redactions", "redactions")
            .AddText("impersonator_id", "impersonator_id")
            .AddText("span_id", "span_id")
            .AddText("request_id", "request_id")
            .AddText("http_method", "http_method")
            .AddText("http_route", "http_route")
            .AddText("transaction_id", "transaction_id")
            .AddIf("parent_id != toUUID('00000000-0000-0000-0000-000000000000')", "parent_id", Text("parent_id"))
            .AddIf("isNotNull(exit_code)", "exit_code", Number("assumeNotNull(exit_code)"))
            .AddText("entity_type", "entity_type")
            .AddText("entity_key", "entity_key")
            .AddText("entity_state", "entity_state")
            .AddAll("change_properties", "change_properties")
            .AddText("retention_class", "retention_class")
            .AddText("stream", "stream")
            .Add("seq", Number("seq"));
        if (showsPersonalData)
        {
            unmapped.AddText("user_agent", "user_agent")
                .AddAll("parameters", "parameters")
                .AddAll("command_arguments", "command_arguments")
                .AddAll("change_before", "change_before")
                .AddAll("change_after", "change_after")
                .AddAll("attributes", "attributes");
        }

        return unmapped.ToString();
    }
}
