using Audit.EntityChanges;
using Microsoft.EntityFrameworkCore;

namespace Audit.Snippets;

[NotAudited]
public sealed class PageView
{
    public int Id { get; set; }

    [Audited]
    public string? Reason { get; set; }
}

public sealed class Invoice
{
    public int Id { get; set; }

    public DateTime LastSeenAt { get; set; }
}

internal static class EntityChangesSetup
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddEntityChanges();
    }

    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Invoice>().IsAudited();
        modelBuilder.Entity<Invoice>().Property(invoice => invoice.LastSeenAt).IsAudited(false);
    }
}
