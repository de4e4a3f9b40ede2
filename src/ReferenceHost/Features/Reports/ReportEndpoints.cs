using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Reports;

/// <summary>Reports by hand-written SQL, which is recorded like any other.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder shop)
    {
        var reports = shop.MapGroup("/reports").RequireAuthorization();
        reports.MapGet("/top-products", TopProductsAsync);
        reports.MapGet("/low-stock", LowStockAsync);
        reports.MapGet("/revenue", RevenueAsync);
    }

    private static async Task<List<ProductSales>> TopProductsAsync(ShopDbContext shop, [Range(1, 100)] int take = 10, CancellationToken cancellationToken = default) =>
        await shop.Database.SqlQuery<ProductSales>($"""
            SELECT p."Name", CAST(SUM(l."Quantity") AS BIGINT) AS "Quantity"
            FROM "OrderLine" AS l
            JOIN "Products" AS p ON p."Id" = l."ProductId"
            GROUP BY p."Name"
            ORDER BY 2 DESC
            LIMIT {take}
            """).ToListAsync(cancellationToken);

    private static async Task<List<Product>> LowStockAsync(ShopDbContext shop, [Range(0, 1_000_000)] int below = 10, CancellationToken cancellationToken = default) =>
        await shop.Products.FromSql($"""SELECT * FROM "Products" WHERE "Stock" < {below}""").AsNoTracking().ToListAsync(cancellationToken);

    private static async Task<Revenue> RevenueAsync(ShopDbContext shop, CancellationToken cancellationToken) =>
        new(await shop.Database.SqlQueryRaw<long>("""
            SELECT CAST(COALESCE(SUM("Quantity" * "UnitPriceCents"), 0) AS BIGINT) AS "Value" FROM "OrderLine"
            """).SingleAsync(cancellationToken));
}

internal sealed record ProductSales(string Name, long Quantity);

internal sealed record Revenue(long Cents);
