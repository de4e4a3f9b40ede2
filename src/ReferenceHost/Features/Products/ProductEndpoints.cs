using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Products;

internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder shop)
    {
        var products = shop.MapGroup("/products");
        products.MapGet("/", ListAsync);
        products.MapGet("/{id:int}", FindAsync);
        products.MapPost("/", CreateAsync).RequireAuthorization();
        products.MapPut("/{id:int}", UpdateAsync).RequireAuthorization();
        products.MapDelete("/{id:int}", DeleteAsync).RequireAuthorization();
    }

    private static async Task<List<Product>> ListAsync(ShopDbContext shop, string? search, [Range(1, 200)] int take = 50, CancellationToken cancellationToken = default)
    {
        var products = shop.Products.AsNoTracking();
        if (!string.IsNullOrEmpty(search))
            products = products.Where(product => product.Name.Contains(search));
        return await products.OrderBy(product => product.Name).Take(take).ToListAsync(cancellationToken);
    }

    private static async Task<Results<Ok<Product>, NotFound>> FindAsync(ShopDbContext shop, int id, CancellationToken cancellationToken) =>
        await shop.Products.AsNoTracking().FirstOrDefaultAsync(product => product.Id == id, cancellationToken) is { } product
            ? TypedResults.Ok(product)
            : TypedResults.NotFound();

    private static async Task<Created<Product>> CreateAsync(ShopDbContext shop, TimeProvider time, ProductInput input, CancellationToken cancellationToken)
    {
        var product = new Product { Name = input.Name, PriceCents = input.PriceCents, Stock = input.Stock, UpdatedAt = time.GetUtcNow().UtcDateTime };
        shop.Products.Add(product);
        await shop.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/shop/products/{product.Id}", product);
    }

    private static async Task<Results<Ok<Product>, NotFound>> UpdateAsync(ShopDbContext shop, TimeProvider time, int id, ProductInput input, CancellationToken cancellationToken)
    {
        var product = await shop.Products.FindAsync([id], cancellationToken);
        if (product is null)
            return TypedResults.NotFound();

        (product.Name, product.PriceCents, product.Stock, product.UpdatedAt) = (input.Name, input.PriceCents, input.Stock, time.GetUtcNow().UtcDateTime);
        await shop.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(product);
    }

    private static async Task<Results<NoContent, NotFound, Conflict<string>>> DeleteAsync(ShopDbContext shop, int id, CancellationToken cancellationToken)
    {
        if (await shop.Set<OrderLine>().AnyAsync(line => line.ProductId == id, cancellationToken))
            return TypedResults.Conflict("The product was ordered and must stay.");

        return await shop.Products.Where(product => product.Id == id).ExecuteDeleteAsync(cancellationToken) == 0
            ? TypedResults.NotFound()
            : TypedResults.NoContent();
    }
}

/// <summary>What a client says of a product.</summary>
public sealed record ProductInput(
    [Required, StringLength(200, MinimumLength = 1)] string Name,
    [Range(0, 100_000_00)] int PriceCents,
    [Range(0, 1_000_000)] int Stock);
