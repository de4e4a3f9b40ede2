using System.Collections.Immutable;

namespace Audit.Guarding.Policy;

/// <summary>What changes rows that exist, so that it can be counted and rolled back.</summary>
internal static class RowChanges
{
    /// <summary>The verbs that a limit is about unless its rule says otherwise.</summary>
    public static ImmutableArray<string> Operations { get; } = ["UPDATE", "DELETE", "MERGE", "REPLACE"];

    public static bool IsReason(string name) => name is
        "delete_no_where" or "delete_always_true_where" or "update_no_where" or "update_always_true_where" or "merge_delete_unmatched";
}
