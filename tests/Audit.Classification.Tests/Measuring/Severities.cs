namespace Audit.Classification.Tests.Measuring;

/// <summary>The severity of each reason, written down once more: the classifier's own table is what is tested.</summary>
internal static class Severities
{
    private static readonly string[] Critical =
    [
        "drop_database", "drop_schema", "drop_table", "replace_table", "truncate", "drop_partition", "drop_owned", "drop_tablespace", "purge", "restore_database",
        "delete_no_where", "delete_always_true_where",
    ];

    private static readonly string[] High =
    [
        "update_no_where", "update_always_true_where", "merge_delete_unmatched", "drop_column", "drop_trigger", "disable_trigger", "drop_constraint", "disable_constraint",
        "disable_integrity_checks", "drop_policy", "disable_rls", "disable_history", "audit_disable", "purge_logs", "mass_revoke", "drop_principal", "os_command", "shutdown",
    ];

    private static readonly string[] Medium = ["alter_column_type", "drop_routine", "drop_object"];

    private static readonly string[] Low = ["drop_view", "drop_index", "rename_object"];

    /// <summary>Every reason there is.</summary>
    public static IEnumerable<string> All => [.. Critical, .. High, .. Medium, .. Low];

    public static string Of(string reason)
    {
        if (Critical.Contains(reason))
            return nameof(Critical);
        if (High.Contains(reason))
            return nameof(High);
        if (Medium.Contains(reason))
            return nameof(Medium);
        return Low.Contains(reason) ? nameof(Low) : throw new ArgumentException($"'{reason}' is no reason of the taxonomy.", nameof(reason));
    }
}
