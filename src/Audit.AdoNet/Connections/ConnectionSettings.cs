using System.Data.Common;
using Audit.Statements;

namespace Audit.AdoNet.Connections;

/// <summary>What a connection string says beside where it leads.</summary>
/// <param name="EnlistsItself">Whether the driver takes a connection that is opened in a transaction scope into it.</param>
/// <param name="IsPooled">Whether opening it may take one that is open already.</param>
/// <param name="User">Who signs in; <see langword="null"/> when it does not say.</param>
internal sealed record ConnectionSettings(bool EnlistsItself, bool IsPooled, string? User)
{
    // As Npgsql, SqlClient, MySqlConnector and the drivers of Oracle and SQLite name them.
    private static readonly string[] EnlistNames = ["Enlist", "AutoEnlist", "Auto Enlist"];
    private static readonly string[] PoolingNames = ["Pooling"];
    private static readonly string[] UserNames = ["User ID", "Username", "User Name", "UserID", "User", "UID"];

    public static ConnectionSettings Of(DbConnection connection, SqlDialect dialect)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connection.ConnectionString };
        // SQLite's drivers take part in no scope: they commit each command, whatever becomes of it.
        var canEnlist = dialect is not (SqlDialect.Sqlite or SqlDialect.Unknown);
        return new ConnectionSettings(
            canEnlist && IsNotOff(Find(settings, EnlistNames)),
            IsNotOff(Find(settings, PoolingNames)),
            Find(settings, UserNames));
    }

    private static bool IsNotOff(string? value) =>
        value is null || !(value.Equals("false", StringComparison.OrdinalIgnoreCase) || value.Equals("no", StringComparison.OrdinalIgnoreCase));

    private static string? Find(DbConnectionStringBuilder settings, string[] names)
    {
        foreach (var name in names)
        {
            if (settings.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text)
                return text;
        }

        return null;
    }
}
