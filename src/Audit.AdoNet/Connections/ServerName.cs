using System.Data.Common;
using Audit.Statements;

namespace Audit.AdoNet.Connections;

/// <summary>Brings the ways in which drivers name a server to one: <c>host:port</c>, or the file of an embedded database.</summary>
internal static class ServerName
{
    public static string Of(DbConnection connection, SqlDialect dialect)
    {
        var source = connection.DataSource ?? "";
        return dialect switch
        {
            SqlDialect.PostgreSql => WithoutPrefix(source),
            SqlDialect.SqlServer => WithPort(WithoutPrefix(source), 1433),
            SqlDialect.MySql => $"{source}:{Setting(connection, "Port") ?? "3306"}",
            // An open database in memory has no file's name.
            SqlDialect.Sqlite when source.Length == 0 => Setting(connection, "Data Source") ?? "",
            _ => source,
        };
    }

    private static string WithoutPrefix(string source) =>
        source.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? source[4..].TrimStart('/') : source;

    /// <summary>SQL Server separates the port by a comma; an instance's name stands for a port that only the server knows.</summary>
    private static string WithPort(string source, int port)
    {
        var comma = source.LastIndexOf(',');
        if (comma >= 0)
            return $"{source.AsSpan(0, comma)}:{source.AsSpan(comma + 1).Trim()}";
        return source.Length == 0 || source.Contains('\\', StringComparison.Ordinal) ? source : $"{source}:{port}";
    }

    private static string? Setting(DbConnection connection, string name)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connection.ConnectionString };
        return settings.TryGetValue(name, out var value) ? value.ToString() : null;
    }
}
