namespace Audit.Guarding;

/// <summary>The names of the actions as they are recorded.</summary>
internal static class GuardActions
{
    public static string ToRecordedName(this GuardAction action) => action switch
    {
        GuardAction.Observe => "observe",
        GuardAction.Alert => "alert",
        GuardAction.RequireReason => "require_reason",
        GuardAction.RequireConfirmation => "require_confirmation",
        GuardAction.RequireApproval => "require_approval",
        GuardAction.Block => "block",
        _ => "unknown",
    };
}
