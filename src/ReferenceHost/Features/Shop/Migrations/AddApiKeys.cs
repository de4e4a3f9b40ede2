using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ReferenceHost.Features.Shop.Migrations;

/// <summary>The table of API keys.</summary>
[DbContext(typeof(ShopDbContext))]
[Migration("20260119090000_AddApiKeys")]
internal sealed class AddApiKeys : Migration
{
    private const string Table = ApiKeyModelBuilderExtensions.DefaultTable;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            Table,
            static table => new
            {
                Id = table.Column<string>(maxLength: 64, nullable: false),
                Hash = table.Column<byte[]>(maxLength: 32, nullable: false),
                Name = table.Column<string>(maxLength: 200, nullable: false),
                Owner = table.Column<string>(maxLength: 200, nullable: false),
                TenantId = table.Column<string>(maxLength: 200, nullable: true),
                Scopes = table.Column<string>(maxLength: 2000, nullable: false),
                CreatedAt = table.Column<DateTime>(nullable: false),
                ExpiresAt = table.Column<DateTime>(nullable: true),
                RevokedAt = table.Column<DateTime>(nullable: true),
                ReplacedBy = table.Column<string>(maxLength: 64, nullable: true),
                LastUsedAt = table.Column<DateTime>(nullable: true),
                IsImported = table.Column<bool>(nullable: false),
            },
            constraints: static table => table.PrimaryKey("PK_AuditApiKeys", static row => row.Id));
        migrationBuilder.CreateIndex("IX_AuditApiKeys_Hash", Table, "Hash", unique: true);
        migrationBuilder.CreateIndex("IX_AuditApiKeys_Owner", Table, "Owner");
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable(Table);
}
