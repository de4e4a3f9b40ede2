using Audit.Redaction;

namespace ReferenceHost.Features.Shop;

internal sealed class Customer
{
    public int Id { get; set; }

    [AuditPersonal]
    public required string Name { get; set; }

    [AuditPersonal]
    public required string Email { get; set; }
}
