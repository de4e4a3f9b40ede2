namespace Audit.Guarding.Approvals;

/// <summary>Where an approval stands. Only <see cref="Pending"/> and <see cref="Approved"/> can change.</summary>
public enum ApprovalState : byte
{
    /// <summary>Nobody has decided yet.</summary>
    Pending,

    /// <summary>Approved, and not used yet.</summary>
    Approved,

    /// <summary>Rejected.</summary>
    Rejected,

    /// <summary>Approved, and the operation has begun: it is spent.</summary>
    Used,

    /// <summary>It was not decided, or not used, in time.</summary>
    Expired,
}
