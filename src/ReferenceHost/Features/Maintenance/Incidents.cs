using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Maintenance;

/// <summary>The ways in which data gets lost, by name, for trying out what the guard makes of them.</summary>
internal static class Incidents
{
    private const string HiddenDelete = """WITH gone AS (DELETE FROM "AbandonedCarts" RETURNING "Id") SELECT COUNT(*) FROM gone""";

    /// <summary>The names of all of them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["drop-database", "drop-table", "truncate", "delete-all", "hidden-delete", "delete-many", "drop-column"];

    /// <summary>Lets one happen.</summary>
    /// <returns><see langword="false"/> when the shop's database does not know such a statement.</returns>
    public static async Task<bool> HappenAsync(string name, ShopDbContext shop, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "drop-database":
                await shop.Database.EnsureDeletedAsync(cancellationToken);
                return true;
            case "drop-column":
                await MigrateAsync(shop, """ALTER TABLE "AbandonedCarts" DROP COLUMN "Visitor" """, cancellationToken);
                return true;
            case "truncate" or "hidden-delete" when !shop.Database.IsNpgsql():
                return false;
            case "drop-table":
                await shop.Database.ExecuteSqlRawAsync("""DROP TABLE "AbandonedCarts" """, cancellationToken);
                return true;
            case "truncate":
                await shop.Database.ExecuteSqlRawAsync("""TRUNCATE "AbandonedCarts" """, cancellationToken);
                return true;
            case "delete-many":
                await shop.AbandonedCarts.Where(static cart => cart.Id > 1).ExecuteDeleteAsync(cancellationToken);
                return true;
            case "hidden-delete":
                await shop.Database.ExecuteSqlRawAsync(HiddenDelete, cancellationToken);
                return true;
            default:
                await shop.Database.ExecuteSqlRawAsync("""DELETE FROM "AbandonedCarts" """, cancellationToken);
                return true;
        }
    }

    /// <summary>As a migration does it, through EF Core's own machinery.</summary>
    private static Task MigrateAsync(ShopDbContext shop, string sql, CancellationToken cancellationToken)
    {
        var commands = shop.GetService<IMigrationsSqlGenerator>().Generate([new SqlOperation { Sql = sql }]);
        var connection = shop.GetService<Microsoft.EntityFrameworkCore.Storage.IRelationalConnection>();
        return shop.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, connection, cancellationToken);
    }
}
