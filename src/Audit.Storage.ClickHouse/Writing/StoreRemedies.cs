namespace Audit.Storage.ClickHouse.Writing;

/// <summary>What an operator has to do about a refusal.</summary>
internal static class StoreRemedies
{
    /// <returns><see langword="null"/> where the code says nothing more.</returns>
    public static string? Of(string code) => code switch
    {
        "UNKNOWN_TABLE" or "UNKNOWN_DATABASE" =>
            "Find out who dropped it, and restore it from a backup. To begin anew with an empty one, delete what audit_schema_migrations says of it and start the application again.",
        "NO_SUCH_COLUMN_IN_TABLE" or "SCHEMA_MISMATCH" =>
            "Find out who changed the schema, and bring back what is missing; the log of the application names it. Where the application must not change the schema (Audit:Storage:ApplySchema), apply the migrations of this version.",
        "SCHEMA_VERSION_NOT_SUPPORTED" => "Update the application, or whatever delivers its events: they are of a newer version.",
        "ACCESS_DENIED" => "Grant the account of Audit:Storage:ConnectionString what docs/clickhouse.md lists, INSERT on audit_logs above all.",
        "UNKNOWN_USER" or "WRONG_PASSWORD" or "REQUIRED_PASSWORD" or "AUTHENTICATION_FAILED" =>
            "Correct user and password in Audit:Storage:ConnectionString, and start the application again; or give the account back on the server.",
        "TLS_HANDSHAKE_FAILED" => "Renew the certificate of the server, or trust who issued it.",
        _ => null,
    };
}
