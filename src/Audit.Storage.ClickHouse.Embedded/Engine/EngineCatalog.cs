using System.Collections.Frozen;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>What the engine knows by name: its settings, formats, functions, and its version and time zone.</summary>
internal sealed class EngineCatalog
{
    private EngineCatalog(FrozenSet<string> settings, FrozenSet<string> formats, string version, string timeZone)
    {
        Settings = settings;
        Formats = formats;
        Version = version;
        TimeZone = timeZone;
    }

    internal FrozenSet<string> Settings { get; }

    internal FrozenSet<string> Formats { get; }

    internal string Version { get; }

    internal string TimeZone { get; }

    internal static EngineCatalog Read(ChdbConnection connection)
    {
        var about = Lines(connection, "SELECT version() UNION ALL SELECT timezone()");
        return new EngineCatalog(
            Lines(connection, "SELECT name FROM system.settings").ToFrozenSet(StringComparer.Ordinal),
            Lines(connection, "SELECT name FROM system.formats").ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            about[0],
            about[1]);
    }

    internal static string[] Lines(ChdbConnection connection, string sql) =>
        System.Text.Encoding.UTF8.GetString(connection.Query(sql, "TSVRaw").ThrowIfFailed().Output)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
