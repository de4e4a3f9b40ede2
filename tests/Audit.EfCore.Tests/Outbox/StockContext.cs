using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Outbox;

internal sealed class StockContext(DbContextOptions<StockContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>().HasIndex(item => item.Name).IsUnique();
        modelBuilder.AddAuditOutbox();
    }
}

internal sealed class Item
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public string? Password { get; set; }
}
