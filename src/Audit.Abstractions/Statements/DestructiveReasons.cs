using System.Collections.Frozen;
using Audit.Events;

namespace Audit.Statements;

/// <summary>The taxonomy of <see cref="DestructiveReason"/>: every name with its severity.</summary>
public static class DestructiveReasons
{
    private static readonly FrozenDictionary<string, Risk> Severities = Build();

    /// <summary>Every reason by name.</summary>
    public static IReadOnlyDictionary<string, Risk> All => Severities;

    /// <summary>The severity of a reason; <see cref="Risk.Medium"/>, the least that counts as destructive, for a name of a later version.</summary>
    /// <param name="name">The reason's name, for example <c>drop_table</c>.</param>
    public static Risk SeverityOf(string name) => Severities.GetValueOrDefault(name, Risk.Medium);

    private static FrozenDictionary<string, Risk> Build()
    {
        var severities = new Dictionary<string, Risk>(StringComparer.Ordinal);
        Add(
            Risk.Critical,
            "drop_database", "drop_schema", "drop_table", "replace_table", "truncate", "drop_partition", "drop_owned", "drop_tablespace",
            "purge", "restore_database", "delete_no_where", "delete_always_true_where", "destructive_command");
        Add(
            Risk.High,
            "update_no_where", "update_always_true_where", "merge_delete_unmatched", "drop_column", "drop_trigger", "disable_trigger",
            "drop_constraint", "disable_constraint", "disable_integrity_checks", "drop_policy", "disable_rls", "disable_history",
            "audit_disable", "purge_logs", "mass_revoke", "drop_principal", "os_command", "shutdown");
        Add(Risk.Medium, "alter_column_type", "drop_routine", "drop_object");
        Add(Risk.Low, "drop_view", "drop_index", "rename_object");
        return severities.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(Risk severity, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                severities.Add(name, severity);
        }
    }
}
