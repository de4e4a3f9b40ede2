using System.Data;
using System.Data.Common;
using Audit.Statements;

namespace Audit.AdoNet.Connections;

/// <summary>Tells by a connection's type what it connects to.</summary>
internal static class ConnectionKind
{
    public static SqlDialect DialectOf(Type type)
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            var dialect = DialectOf(candidate.FullName);
            if (dialect != SqlDialect.Unknown)
                return dialect;
        }

        return SqlDialect.Unknown;
    }

    /// <summary>The OpenTelemetry <c>db.system.name</c> (semantic conventions 1.36).</summary>
    public static string SystemOf(SqlDialect dialect, DbConnection connection) => dialect switch
    {
        SqlDialect.PostgreSql => "postgresql",
        SqlDialect.Sqlite => "sqlite",
        SqlDialect.SqlServer => "microsoft.sql_server",
        SqlDialect.MySql => IsMariaDb(connection) ? "mariadb" : "mysql",
        SqlDialect.Oracle => "oracle.db",
        _ => "other_sql",
    };

    private static SqlDialect DialectOf(string? typeName) => typeName switch
    {
        "Npgsql.NpgsqlConnection" => SqlDialect.PostgreSql,
        "Microsoft.Data.Sqlite.SqliteConnection" or "System.Data.SQLite.SQLiteConnection" => SqlDialect.Sqlite,
        "Microsoft.Data.SqlClient.SqlConnection" or "System.Data.SqlClient.SqlConnection" => SqlDialect.SqlServer,
        "MySqlConnector.MySqlConnection" or "MySql.Data.MySqlClient.MySqlConnection" => SqlDialect.MySql,
        "Oracle.ManagedDataAccess.Client.OracleConnection" or "Oracle.DataAccess.Client.OracleConnection" => SqlDialect.Oracle,
        _ => SqlDialect.Unknown,
    };

    // Only an open connection knows its server's version.
    private static bool IsMariaDb(DbConnection connection) =>
        connection.State == ConnectionState.Open && connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
}
