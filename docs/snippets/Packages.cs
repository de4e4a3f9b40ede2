using Audit.AspNetCore.Access;
using Audit.Context;
using Audit.Events;
using Audit.Storage.ClickHouse.Embedded;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.EntityFrameworkCore;

#pragma warning disable CA1822, IDE0060

namespace Audit.Snippets;

public sealed class InvoiceExporter(IAuditLog audit, TimeProvider time)
{
    public async Task ExportAsync(string customer, CancellationToken cancellationToken)
    {
        await audit.RecordAsync(
            new AuditEvent(time.GetUtcNow())
            {
                Category = EventCategory.System,
                Action = "invoices.exported",
                Attributes = [new("customer", customer)],
            },
            cancellationToken);
    }
}

internal sealed class ShopContext(IServiceProvider services) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseAudit(services);
}
