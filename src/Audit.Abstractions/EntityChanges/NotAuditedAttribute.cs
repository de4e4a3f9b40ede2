namespace Audit.EntityChanges;

/// <summary>
/// Changes of the entity or the property are not recorded; a save that changes nothing else of an entity leaves no event of it.
/// A fluent <c>IsAudited(…)</c> of the model wins over it. What must be known to have changed, but not its value, takes
/// <see cref="Redaction.AuditSecretAttribute"/> instead.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NotAuditedAttribute : Attribute;
