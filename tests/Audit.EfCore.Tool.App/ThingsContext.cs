using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.EfCore.Tool.App;

internal sealed class ThingsContext(DbContextOptions<ThingsContext> options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)).UseSeeding(Seed);

    private static void Seed(DbContext context, bool wasChanged) => context.Database.ExecuteSql($"INSERT OR IGNORE INTO Things VALUES (1)");
}

[DbContext(typeof(ThingsContext))]
[Migration("20260401000000_Things")]
internal sealed class Things : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Things", static table => new { Id = table.Column<int>() }, constraints: static table => table.PrimaryKey("PK_Things", static row => row.Id));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Things");
}
