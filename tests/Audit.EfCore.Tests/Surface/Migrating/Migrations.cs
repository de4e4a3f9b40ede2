using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.EfCore.Tests.Surface.Migrating;

[DbContext(typeof(MigratingContext))]
[Migration(Id)]
internal sealed class Initial : Migration
{
    public const string Id = "20260101000000_Initial";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Products",
            static table => new { Id = table.Column<int>(nullable: false), Name = table.Column<string>(nullable: false), Secret = table.Column<string>(nullable: true) },
            constraints: static table => table.PrimaryKey("PK_Products", static product => product.Id));
        migrationBuilder.CreateTable(
            "Notes",
            static table => new { Id = table.Column<int>(nullable: false) },
            constraints: static table => table.PrimaryKey("PK_Notes", static note => note.Id));
        migrationBuilder.CreateIndex("IX_Products_Name", "Products", "Name");
        migrationBuilder.InsertData("Products", ["Id", "Name"], ["int", "text"], [1, "it's"]);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Notes");
        migrationBuilder.DropTable("Products");
    }

    protected override void BuildTargetModel(ModelBuilder modelBuilder) => MigratingContext.Describe(modelBuilder, isInitial: true);
}

[DbContext(typeof(MigratingContext))]
[Migration(Id)]
internal sealed class TakeAway : Migration
{
    public const string Id = "20260102000000_TakeAway";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn("Secret", "Products");
        migrationBuilder.DropTable("Notes");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("Secret", "Products", nullable: true);
        migrationBuilder.CreateTable(
            "Notes",
            static table => new { Id = table.Column<int>(nullable: false) },
            constraints: static table => table.PrimaryKey("PK_Notes", static note => note.Id));
    }

    protected override void BuildTargetModel(ModelBuilder modelBuilder) => MigratingContext.Describe(modelBuilder, isInitial: false);
}
