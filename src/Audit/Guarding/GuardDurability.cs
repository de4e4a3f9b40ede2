namespace Audit.Guarding;

/// <summary>What becomes of a guarded operation whose attempt could not be recorded durably in time.</summary>
public enum GuardDurability : byte
{
    /// <summary>It goes on as the policy says; the record is delivered when the store is back.</summary>
    Continue,

    /// <summary>It is refused: nothing that a rule matches happens without a record.</summary>
    FailOperation,
}
