namespace Audit.Guarding.Approvals;

/// <summary>Why a decision on an approval cannot be taken.</summary>
public enum ApprovalFailure : byte
{
    /// <summary>What was said with it is wrong, for example there is no note.</summary>
    Invalid,

    /// <summary>There is no such approval, or it is not pending any more.</summary>
    NotPending,

    /// <summary>Who decides is who asked, or nobody who is known.</summary>
    Forbidden,
}
