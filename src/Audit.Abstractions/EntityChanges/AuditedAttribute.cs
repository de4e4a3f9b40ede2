namespace Audit.EntityChanges;

/// <summary>
/// Changes of the entity are recorded, or those of the property although its entity's are not. A fluent <c>IsAudited(…)</c> of the model wins over it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AuditedAttribute : Attribute;
