using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.EfCore.Tests.Migrations;

/// <summary>A catalog that comes to be by two migrations, or by being created of its model.</summary>
internal sealed class CatalogContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var products = modelBuilder.Entity<Product>();
        products.ToTable("Products");
        products.Property(static product => product.Id).ValueGeneratedNever();
        products.HasData(new Product { Id = 1, Name = "apple" }, new Product { Id = 2, Name = "pear" });
    }
}

internal sealed class Product
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public string? Note { get; set; }
}

[DbContext(typeof(CatalogContext))]
[Migration("20260201000000_Create")]
internal sealed class Create : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Products", static table => new { Id = table.Column<int>(), Name = table.Column<string>() }, constraints: static table => table.PrimaryKey("PK_Products", static row => row.Id));
        migrationBuilder.InsertData("Products", ["Id", "Name"], ["INTEGER", "TEXT"], new object[,] { { 1, "apple" }, { 2, "pear" } });
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Products");
}

[DbContext(typeof(CatalogContext))]
[Migration("20260202000000_Note")]
internal sealed class Note : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("Note", "Products", nullable: true);
        migrationBuilder.UpdateData("Products", ["Id"], ["INTEGER"], [1], ["Note"], ["TEXT"], ["green"]);
        migrationBuilder.Sql("""UPDATE "Products" SET "Note" = 'none' WHERE "Note" IS NULL""");
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""ALTER TABLE "Products" DROP COLUMN "Note" """);
}

/// <summary>A context whose second migration fails at its second command.</summary>
internal sealed class BrokenContext(DbContextOptions<BrokenContext> options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}

[DbContext(typeof(BrokenContext))]
[Migration("20260301000000_Good")]
internal sealed class Good : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""CREATE TABLE "Good" ("Id" int)""");
}

[DbContext(typeof(BrokenContext))]
[Migration("20260302000000_Bad")]
internal sealed class Bad : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""CREATE TABLE "Bad" ("Id" int)""");
        migrationBuilder.Sql("""INSERT INTO "Missing" VALUES ('4711-hidden')""");
    }
}
