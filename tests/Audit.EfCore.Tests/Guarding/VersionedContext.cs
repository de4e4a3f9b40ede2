using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.EfCore.Tests.Guarding;

/// <summary>A context whose database has come to be by migrations.</summary>
internal sealed class VersionedContext(DbContextOptions<VersionedContext> options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(static warnings => warnings.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning));
}

[DbContext(typeof(VersionedContext))]
[Migration("20260101000000_First")]
internal sealed class First : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Versions", static table => new { Id = table.Column<int>() }, constraints: static table => table.PrimaryKey("PK_Versions", static row => row.Id));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Versions");
}

[DbContext(typeof(VersionedContext))]
[Migration("20260102000000_Second")]
internal sealed class Second : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<string>("Note", "Versions", nullable: true);

    // By SQL, since EF Core rebuilds the table on SQLite and needs a model for that.
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""ALTER TABLE "Versions" DROP COLUMN "Note" """);
}
