using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Surface.Migrating;

/// <summary>A context whose second migration takes a table and a column away.</summary>
internal sealed class MigratingContext(DbContextOptions<MigratingContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => Describe(modelBuilder, isInitial: false);

    /// <summary>The model before and after the second migration.</summary>
    public static void Describe(ModelBuilder modelBuilder, bool isInitial)
    {
        modelBuilder.Entity(typeof(Product).FullName!, product =>
        {
            product.ToTable("Products");
            product.Property<int>("Id").ValueGeneratedOnAdd();
            product.HasKey("Id");
            product.Property<string>("Name").IsRequired();
            if (isInitial)
                product.Property<string>("Secret");
        });
        if (isInitial)
        {
            modelBuilder.Entity("Note", static note =>
            {
                note.ToTable("Notes");
                note.Property<int>("Id").ValueGeneratedOnAdd();
                note.HasKey("Id");
            });
        }
    }
}

internal sealed class Product
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}
