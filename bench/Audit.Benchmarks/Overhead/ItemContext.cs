using Microsoft.EntityFrameworkCore;

namespace Audit.Benchmarks.Overhead;

internal sealed class ItemContext(DbContextOptions<ItemContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();
}

internal sealed class Item
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public int Qty { get; set; }

    public double Price { get; set; }

    public DateTime UpdatedAt { get; set; }
}
