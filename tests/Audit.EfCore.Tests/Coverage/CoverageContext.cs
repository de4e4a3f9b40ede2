using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.EfCore.Tests.Coverage;

/// <summary>A table that is made by a migration or of the model, and filled by a seeder.</summary>
internal sealed class CoverageContext(DbContextOptions<CoverageContext> options) : DbContext(options)
{
    public DbSet<Piece> Pieces => Set<Piece>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder
        .ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
        .UseSeeding(static (context, _) => Fill(context, static context => context.SaveChanges()))
        .UseAsyncSeeding(static (context, _, token) =>
        {
            Fill(context, static _ => 0);
            return context.SaveChangesAsync(token);
        });

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Piece>(static piece =>
    {
        piece.ToTable("Pieces");
        piece.Property(static p => p.Id).ValueGeneratedNever();
    });

    private static void Fill(DbContext context, Func<DbContext, int> save)
    {
        context.AddRange(new Piece { Id = 1, Name = "one" }, new Piece { Id = 2, Name = "two" }, new Piece { Id = 3, Name = "three" });
        save(context);
    }
}

internal sealed class Piece
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

[DbContext(typeof(CoverageContext))]
[Migration("20260401000000_Pieces")]
internal sealed class Pieces : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Pieces", static table => new { Id = table.Column<int>(), Name = table.Column<string>() }, constraints: static table => table.PrimaryKey("PK_Pieces", static row => row.Id));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Pieces");
}
