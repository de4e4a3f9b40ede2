using System.Data.Common;
using Audit.Statements;

namespace Audit.AdoNet.Attribution;

/// <summary>The statements by which a session is told who acts. The name of the actor is a parameter, never part of the text.</summary>
internal static class SessionContext
{
    public static bool IsKnownTo(SqlDialect dialect) => TextOf(dialect) is not null;

    public static string? TextOf(SqlDialect dialect) => dialect switch
    {
        SqlDialect.PostgreSql => "SELECT set_config('audit.actor', @audit_value, false)",
        SqlDialect.SqlServer => "EXEC sys.sp_set_session_context @key = N'audit.actor', @value = @audit_value",
        SqlDialect.MySql => "SET @audit_actor = @audit_value",
        _ => null,
    };

    /// <summary>The command that tells a session.</summary>
    public static DbCommand CommandOf(DbConnection connection, DbTransaction? transaction, SqlDialect dialect, string actor)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of the texts above.
        command.CommandText = TextOf(dialect);
#pragma warning restore CA2100
        command.Transaction = transaction;
        var value = command.CreateParameter();
        value.ParameterName = "@audit_value";
        value.Value = actor;
        command.Parameters.Add(value);
        return command;
    }
}
