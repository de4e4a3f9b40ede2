namespace Audit.Guarding;

/// <summary>What a rule of the guard does with an operation that it matches, from the mildest to the strictest.</summary>
public enum GuardAction : byte
{
    /// <summary>It runs and is recorded like any other.</summary>
    Observe,

    /// <summary>It runs; the attempt is recorded before, and notified.</summary>
    Alert,

    /// <summary>It runs only with a reason given (<see cref="Context.AuditContext.Reason"/>).</summary>
    RequireReason,

    /// <summary>It runs only when a person at the console confirms it by typing the table's name, or <c>--yes</c> and a reason were given.</summary>
    RequireConfirmation,

    /// <summary>It runs only once, after a second person has approved exactly this operation.</summary>
    RequireApproval,

    /// <summary>It does not run.</summary>
    Block,
}
