using Microsoft.EntityFrameworkCore;

namespace ReferenceHost.Features.Shop;

internal sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<AbandonedCart> AbandonedCarts => Set<AbandonedCart>();

    public DbSet<User> Users => Set<User>();

    // SQLite forgets that a time is in UTC, and PostgreSQL takes no other.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcTime>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Product>(product => product.Property(p => p.Name).HasMaxLength(200));
        modelBuilder.Entity<Customer>(customer =>
        {
            customer.Property(c => c.Name).HasMaxLength(200);
            customer.Property(c => c.Email).HasMaxLength(320);
            customer.HasIndex(c => c.Email).IsUnique();
        });
        modelBuilder.Entity<Order>(order =>
        {
            order.Property(o => o.Status).HasMaxLength(20);
            order.HasMany(o => o.Lines).WithOne().HasForeignKey(line => line.OrderId);
        });
        modelBuilder.Entity<User>(user =>
        {
            user.Property(u => u.Id).HasMaxLength(64);
            user.Property(u => u.Name).HasMaxLength(200);
        });
        modelBuilder.Entity<OrderLine>().HasOne<Product>().WithMany().HasForeignKey(line => line.ProductId).OnDelete(DeleteBehavior.Restrict);
        modelBuilder.AddAuditApiKeys();
    }
}
