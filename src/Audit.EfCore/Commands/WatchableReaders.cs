using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Commands;

/// <summary>Tells whose readers may be watched.</summary>
internal static class WatchableReaders
{
    /// <summary>
    /// Whether the provider reads such a result by what every <see cref="DbDataReader"/> has. Some cast the reader to their own type:
    /// for the keys that a save reads back, and SQL Server's also for spatial and vector columns.
    /// </summary>
    public static bool Includes(DbDataReader reader, CommandSource source) =>
        source is CommandSource.LinqQuery or CommandSource.FromSqlQuery
        && reader.GetType().FullName is "Npgsql.NpgsqlDataReader" or "Microsoft.Data.Sqlite.SqliteDataReader";
}
