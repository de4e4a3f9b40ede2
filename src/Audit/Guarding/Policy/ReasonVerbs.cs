namespace Audit.Guarding.Policy;

/// <summary>Which verb brings a reason with it, so that a rule about verbs and a rule about reasons speak of the same part of a statement.</summary>
internal static class ReasonVerbs
{
    /// <summary>The verb; <see langword="null"/> when there are several.</summary>
    public static string? Of(string reason) => reason switch
    {
        "delete_no_where" or "delete_always_true_where" => "DELETE",
        "update_no_where" or "update_always_true_where" => "UPDATE",
        "merge_delete_unmatched" => "MERGE",
        "truncate" => "TRUNCATE",
        "drop_table" or "drop_view" or "drop_index" or "drop_database" or "drop_schema" or "drop_routine" => "DROP",
        "drop_column" or "drop_constraint" or "alter_column_type" => "ALTER",
        _ => null,
    };
}
