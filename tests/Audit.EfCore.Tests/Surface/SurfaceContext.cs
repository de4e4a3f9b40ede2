using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Surface;

/// <summary>A model with one of everything that EF Core maps.</summary>
internal sealed class SurfaceContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Blog> Blogs => Set<Blog>();

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<Animal> Animals => Set<Animal>();

    public DbSet<Vehicle> Vehicles => Set<Vehicle>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<OrderLine> OrderLines => Set<OrderLine>();

    public DbSet<BlogSummary> Summaries => Set<BlogSummary>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Blog>(blog =>
        {
            blog.ComplexProperty(static owner => owner.Theme);
            blog.OwnsOne(static owner => owner.Contact);
            blog.OwnsMany(static owner => owner.Links, static links => links.ToJson());
            blog.OwnsMany(static owner => owner.Aliases, static aliases =>
            {
                aliases.WithOwner().HasForeignKey("BlogId");
                aliases.HasKey("BlogId", nameof(Alias.Name));
            });
        });
        modelBuilder.Entity<Cat>();
        modelBuilder.Entity<Dog>();
        modelBuilder.Entity<Vehicle>().UseTptMappingStrategy();
        modelBuilder.Entity<Car>();
        modelBuilder.Entity<Truck>();
        modelBuilder.Entity<Payment>().UseTpcMappingStrategy();
        modelBuilder.Entity<CardPayment>();
        modelBuilder.Entity<CashPayment>();
        modelBuilder.Entity<BlogSummary>().HasNoKey().ToView("blog summaries");

        var lines = modelBuilder.Entity<OrderLine>();
        if (Database.IsSqlite())
        {
            // SQLite has neither schemas nor sequences.
            lines.ToTable("Order.Lines");
            return;
        }

        lines.ToTable("Order.Lines", "sales");
        modelBuilder.HasSequence<int>("line_numbers", "sales");
        lines.Property(static line => line.Number).HasDefaultValueSql(
            Database.IsSqlServer() ? "NEXT VALUE FOR [sales].[line_numbers]" : "nextval('sales.line_numbers')");
        if (Database.IsSqlServer())
            modelBuilder.Entity<Tag>().ToTable("Tags", static table => table.IsTemporal());
    }
}
