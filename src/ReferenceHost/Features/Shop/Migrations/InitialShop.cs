using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ReferenceHost.Features.Shop.Migrations;

/// <summary>The shop as it began. Written by hand, so that one migration serves SQLite and PostgreSQL: types are those the provider has for a property.</summary>
[DbContext(typeof(ShopDbContext))]
[Migration(Id)]
internal sealed class InitialShop : Migration
{
    public const string Id = "20260105090000_InitialShop";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "AbandonedCarts",
            static table => new
            {
                Id = table.Column<int>(nullable: false).IsGenerated(),
                Visitor = table.Column<string>(nullable: false),
                CreatedAt = table.Column<DateTime>(nullable: false),
            },
            constraints: static table => table.PrimaryKey("PK_AbandonedCarts", static row => row.Id));
        migrationBuilder.CreateTable(
            "Customers",
            static table => new
            {
                Id = table.Column<int>(nullable: false).IsGenerated(),
                Name = table.Column<string>(maxLength: 200, nullable: false),
                Email = table.Column<string>(maxLength: 320, nullable: false),
            },
            constraints: static table => table.PrimaryKey("PK_Customers", static row => row.Id));
        migrationBuilder.CreateTable(
            "Products",
            static table => new
            {
                Id = table.Column<int>(nullable: false).IsGenerated(),
                Name = table.Column<string>(maxLength: 200, nullable: false),
                PriceCents = table.Column<int>(nullable: false),
                Stock = table.Column<int>(nullable: false),
                UpdatedAt = table.Column<DateTime>(nullable: false),
            },
            constraints: static table => table.PrimaryKey("PK_Products", static row => row.Id));
        migrationBuilder.CreateTable(
            "Orders",
            static table => new
            {
                Id = table.Column<int>(nullable: false).IsGenerated(),
                CustomerId = table.Column<int>(nullable: false),
                Status = table.Column<string>(maxLength: 20, nullable: false),
                CreatedAt = table.Column<DateTime>(nullable: false),
            },
            constraints: static table =>
            {
                table.PrimaryKey("PK_Orders", static row => row.Id);
                table.ForeignKey("FK_Orders_Customers_CustomerId", static row => row.CustomerId, "Customers", "Id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateTable(
            "OrderLine",
            static table => new
            {
                Id = table.Column<int>(nullable: false).IsGenerated(),
                OrderId = table.Column<int>(nullable: false),
                ProductId = table.Column<int>(nullable: false),
                Quantity = table.Column<int>(nullable: false),
                UnitPriceCents = table.Column<int>(nullable: false),
            },
            constraints: static table =>
            {
                table.PrimaryKey("PK_OrderLine", static row => row.Id);
                table.ForeignKey("FK_OrderLine_Orders_OrderId", static row => row.OrderId, "Orders", "Id", onDelete: ReferentialAction.Cascade);
                table.ForeignKey("FK_OrderLine_Products_ProductId", static row => row.ProductId, "Products", "Id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("IX_Customers_Email", "Customers", "Email", unique: true);
        migrationBuilder.CreateIndex("IX_OrderLine_OrderId", "OrderLine", "OrderId");
        migrationBuilder.CreateIndex("IX_OrderLine_ProductId", "OrderLine", "ProductId");
        migrationBuilder.CreateIndex("IX_Orders_CustomerId", "Orders", "CustomerId");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in new[] { "OrderLine", "Orders", "Products", "Customers", "AbandonedCarts" })
            migrationBuilder.DropTable(table);
    }
}
