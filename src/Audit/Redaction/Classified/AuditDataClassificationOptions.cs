namespace Audit.Redaction.Classified;

/// <summary>What is recorded of one kind of data; section <c>Audit:Redaction:Classifications:N</c>.</summary>
public sealed class AuditDataClassificationOptions
{
    /// <summary>
    /// The classification: <c>Secret</c>, <c>Personal</c>, <c>Financial</c> or <c>Public</c>, or <c>Taxonomy:Name</c> for one of another taxonomy.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>What is recorded of it. Secrets are either erased, hashed or left to the application's own redactor.</summary>
    public AuditRedactorKind Redactor { get; set; }
}
