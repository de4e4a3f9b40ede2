using System.Globalization;

namespace Audit.Guarding.Attempts;

/// <summary>What people are told of an attempt.</summary>
internal static class Refusals
{
    public static DestructiveOperationBlockedException Of(Attempt attempt, Guid eventId)
    {
        var reasons = attempt.Reasons;
        var why = reasons.IsEmpty ? "" : $" Reasons: {string.Join(", ", reasons)}.";
        return new DestructiveOperationBlockedException(
            $"{attempt.Summary} was {Verb(attempt)} by the guard's rule '{attempt.Rule}': {Rows(attempt)}{attempt.Explanation}{why} Audit event: {eventId}.")
        {
            Rule = attempt.Rule,
            Action = attempt.Action,
            Reasons = reasons,
            EventId = eventId,
            ApprovalId = attempt.ApprovalId,
            IsRolledBack = attempt.Excess is not null,
        };
    }

    /// <summary>A line for those who are notified.</summary>
    public static string TitleOf(Attempt attempt) => attempt.IsAllowed
        ? $"{attempt.Summary} is about to be {(attempt.Excess is null ? "run" : "committed")}{Extent(attempt)}"
        : $"{attempt.Summary} was {Verb(attempt)}{Extent(attempt)}";

    private static string Verb(Attempt attempt) => attempt.Excess is not null ? "rolled back" : attempt.Action == GuardAction.Block ? "blocked" : "refused";

    private static string Extent(Attempt attempt) => attempt.Excess is { RowsAffected: >= 0 } excess
        ? string.Create(CultureInfo.InvariantCulture, $" ({excess.RowsAffected} rows)")
        : "";

    private static string Rows(Attempt attempt) => attempt.Excess switch
    {
        null => "",
        { RowsAffected: < 0 } => string.Create(CultureInfo.InvariantCulture, $"it may change at most {attempt.Excess.Limit.MaxRows}, and how many it changed could not be counted; "),
        { Allowed: < 0 } excess => string.Create(CultureInfo.InvariantCulture, $"it changed {excess.RowsAffected} rows and may change at most {excess.Limit.MaxRows} of a table whose rows could not be counted; "),
        var excess => string.Create(CultureInfo.InvariantCulture, $"it changed {excess.RowsAffected} rows and may change at most {excess.Allowed} ({excess.Limit.MaxRows}); "),
    };
}
