using Audit.Statements;

namespace Audit.Cli.Classify;

/// <summary>The names of dialects on the command line and in lines of JSON.</summary>
internal static class DialectNames
{
    public const string All = "postgresql, sqlserver, mysql, sqlite, oracle";

    /// <summary>The dialect of a name, in any case; <see langword="null"/> for a name that is none.</summary>
    public static SqlDialect? Parse(string name) => name.ToLowerInvariant() switch
    {
        "postgresql" or "postgres" => SqlDialect.PostgreSql,
        "sqlserver" or "mssql" or "microsoft.sql_server" => SqlDialect.SqlServer,
        "mysql" or "mariadb" => SqlDialect.MySql,
        "sqlite" => SqlDialect.Sqlite,
        "oracle" or "oracle.db" => SqlDialect.Oracle,
        _ => null,
    };
}
