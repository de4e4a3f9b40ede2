using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Support;

internal class ShopContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Item>().HasIndex(item => item.Name).IsUnique();
}

/// <summary>A second context over the same database.</summary>
internal sealed class StockContext(DbContextOptions<StockContext> options) : ShopContext(options);

internal sealed class Item
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Qty { get; set; }

    public List<Order> Orders { get; } = [];
}

internal sealed class Order
{
    public int Id { get; set; }

    public int ItemId { get; set; }

    public Item? Item { get; set; }
}
