using Microsoft.EntityFrameworkCore;

namespace Audit.Snippets;

internal static class OutboxSetup
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddOutbox<ShopContext>();
    }

    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.AddAuditOutbox();
    }
}
