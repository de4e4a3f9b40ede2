using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ReferenceHost.Features.Shop.Migrations;

/// <summary>Users that <c>user:create</c> adds.</summary>
[DbContext(typeof(ShopDbContext))]
[Migration("20260112090000_AddUsers")]
internal sealed class AddUsers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            "Users",
            static table => new
            {
                Id = table.Column<string>(maxLength: 64, nullable: false),
                Name = table.Column<string>(maxLength: 200, nullable: false),
                CreatedAt = table.Column<DateTime>(nullable: false),
            },
            constraints: static table => table.PrimaryKey("PK_Users", static row => row.Id));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Users");
}
