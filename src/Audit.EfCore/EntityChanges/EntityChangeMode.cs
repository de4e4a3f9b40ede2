namespace Audit.EfCore.EntityChanges;

/// <summary>Which entities are recorded when neither the model nor an attribute says so.</summary>
public enum EntityChangeMode
{
    /// <summary>All of them: what is not to be recorded is <c>[NotAudited]</c> or <c>IsAudited(false)</c>.</summary>
    OptOut,

    /// <summary>None of them: what is to be recorded is <c>[Audited]</c> or <c>IsAudited()</c>.</summary>
    OptIn,
}
