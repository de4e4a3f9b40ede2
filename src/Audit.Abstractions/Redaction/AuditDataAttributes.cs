using Microsoft.Extensions.Compliance.Classification;

namespace Audit.Redaction;

/// <summary>Marks what is never recorded; see <see cref="AuditDataClassifications.Secret"/>.</summary>
[AttributeUsage(AuditSecretAttribute.Targets)]
public sealed class AuditSecretAttribute() : DataClassificationAttribute(AuditDataClassifications.Secret)
{
    internal const AttributeTargets Targets = AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter;
}

/// <summary>Marks what tells of a person; see <see cref="AuditDataClassifications.Personal"/>.</summary>
[AttributeUsage(AuditSecretAttribute.Targets)]
public sealed class AuditPersonalAttribute() : DataClassificationAttribute(AuditDataClassifications.Personal);

/// <summary>Marks numbers of accounts and the like; see <see cref="AuditDataClassifications.Financial"/>.</summary>
[AttributeUsage(AuditSecretAttribute.Targets)]
public sealed class AuditFinancialAttribute() : DataClassificationAttribute(AuditDataClassifications.Financial);

/// <summary>Marks what may be recorded as it is; see <see cref="AuditDataClassifications.Public"/>.</summary>
[AttributeUsage(AuditSecretAttribute.Targets)]
public sealed class AuditPublicAttribute() : DataClassificationAttribute(AuditDataClassifications.Public);
