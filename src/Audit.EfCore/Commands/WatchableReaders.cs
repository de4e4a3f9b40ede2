using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Commands;

/// <summary>Tells whose readers may be watched.</summary>
internal sealed class WatchableReaders
{
    // An application as a rule has one database, and the name of a type takes a while to look up.
    private Type? _lastIncluded;

    /// <summary>
    /// Whether the provider reads such a result by what every <see cref="DbDataReader"/> has. Some cast the reader to their own type:
    /// for the keys that a save reads back, and SQL Server's also for spatial and vector columns.
    /// </summary>
    public bool Includes(DbDataReader reader, CommandSource source)
    {
        if (source is not (CommandSource.LinqQuery or CommandSource.FromSqlQuery))
            return false;

        var type = reader.GetType();
        if (type == _lastIncluded)
            return true;
        if (type.FullName is not ("Npgsql.NpgsqlDataReader" or "Microsoft.Data.Sqlite.SqliteDataReader"))
            return false;
        _lastIncluded = type;
        return true;
    }
}
