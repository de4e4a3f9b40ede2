using System.Collections.Frozen;

namespace Audit.Storage.ClickHouse.Exporting.Columns;

/// <summary>The columns with personal data, which not everybody may see: who acted by name, from where, and every value that somebody gave.</summary>
internal static class PersonalColumns
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal, "actor_name", "client_ip", "user_agent", "parameters", "command_arguments", "change_before", "change_after", "attributes");

    public static bool Contains(string column) => Names.Contains(column);
}
