namespace Audit.AspNetCore.Propagation;

/// <summary>Why a propagated context is not believed.</summary>
public enum PropagationRefusal
{
    /// <summary>It is believed.</summary>
    None,

    /// <summary>It is longer than <see cref="AuditPropagator.MaxBytes"/>, or was sent more than once.</summary>
    Oversized,

    /// <summary>It is not in the form that this package writes.</summary>
    Malformed,

    /// <summary>It was signed with a key that is not configured.</summary>
    UnknownKey,

    /// <summary>The signature is not that of the key.</summary>
    WrongSignature,

    /// <summary>It was signed longer ago than <see cref="AuditPropagationOptions.Lifetime"/>: it waited too long, or someone sent an old one again.</summary>
    Expired,

    /// <summary>It was signed in the future, by more than <see cref="AuditPropagationOptions.ClockSkew"/>.</summary>
    FromTheFuture,
}
