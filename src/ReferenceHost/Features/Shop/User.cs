using Audit.Redaction;

namespace ReferenceHost.Features.Shop;

/// <summary>Somebody who can sign in, beside those of the demo.</summary>
internal sealed class User
{
    /// <summary>The name to sign in by, in lower case.</summary>
    public required string Id { get; set; }

    [AuditPersonal]
    public required string Name { get; set; }

    public DateTime CreatedAt { get; set; }
}
