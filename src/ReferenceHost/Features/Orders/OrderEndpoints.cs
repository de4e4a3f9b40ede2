using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Orders;

internal static class OrderEndpoints
{
    private static readonly string[] Statuses = ["placed", "paid", "shipped", "cancelled"];

    public static void MapOrders(this IEndpointRouteBuilder shop)
    {
        var orders = shop.MapGroup("/orders").RequireAuthorization();
        orders.MapGet("/", ListAsync);
        orders.MapGet("/{id:int}", FindAsync);
        orders.MapPost("/", PlaceAsync);
        orders.MapPut("/{id:int}", SetStatusAsync);
        orders.MapDelete("/{id:int}", DeleteAsync);
    }

    private static async Task<List<Order>> ListAsync(ShopDbContext shop, int? customerId, [Range(1, 200)] int take = 50, CancellationToken cancellationToken = default)
    {
        var orders = shop.Orders.AsNoTracking().Include(order => order.Lines).AsQueryable();
        if (customerId is not null)
            orders = orders.Where(order => order.CustomerId == customerId);
        return await orders.OrderByDescending(order => order.Id).Take(take).ToListAsync(cancellationToken);
    }

    private static async Task<Results<Ok<Order>, NotFound>> FindAsync(ShopDbContext shop, int id, CancellationToken cancellationToken) =>
        await shop.Orders.AsNoTracking().Include(order => order.Lines).FirstOrDefaultAsync(order => order.Id == id, cancellationToken) is { } order
            ? TypedResults.Ok(order)
            : TypedResults.NotFound();

    private static async Task<Results<Created<Order>, Conflict<string>>> PlaceAsync(ShopDbContext shop, TimeProvider time, OrderInput input, CancellationToken cancellationToken)
    {
        if (!await shop.Customers.AnyAsync(customer => customer.Id == input.CustomerId, cancellationToken))
            return TypedResults.Conflict("There is no such customer.");

        await using var transaction = await shop.Database.BeginTransactionAsync(cancellationToken);
        var order = new Order { CustomerId = input.CustomerId, Status = Statuses[0], CreatedAt = time.GetUtcNow().UtcDateTime };
        // In one order for all, so that two orders of the same products do not wait for each other.
        foreach (var line in input.Lines.OrderBy(line => line.ProductId))
        {
            var taken = await shop.Products
                .Where(product => product.Id == line.ProductId && product.Stock >= line.Quantity)
                .ExecuteUpdateAsync(update => update.SetProperty(product => product.Stock, product => product.Stock - line.Quantity), cancellationToken);
            if (taken == 0)
                return TypedResults.Conflict($"There are not {line.Quantity} of product {line.ProductId} in stock.");

            var price = await shop.Products.Where(product => product.Id == line.ProductId).Select(product => product.PriceCents).FirstAsync(cancellationToken);
            order.Lines.Add(new OrderLine { ProductId = line.ProductId, Quantity = line.Quantity, UnitPriceCents = price });
        }

        shop.Orders.Add(order);
        await shop.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created($"/shop/orders/{order.Id}", order);
    }

    private static async Task<Results<NoContent, NotFound, ValidationProblem>> SetStatusAsync(ShopDbContext shop, int id, OrderStatusInput input, CancellationToken cancellationToken)
    {
        if (!Statuses.Contains(input.Status))
            return TypedResults.ValidationProblem([new("Status", [$"Allowed are {string.Join(", ", Statuses)}."])]);

        return await shop.Orders.Where(order => order.Id == id).ExecuteUpdateAsync(update => update.SetProperty(order => order.Status, input.Status), cancellationToken) == 0
            ? TypedResults.NotFound()
            : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(ShopDbContext shop, int id, CancellationToken cancellationToken)
    {
        var order = await shop.Orders.Include(order => order.Lines).FirstOrDefaultAsync(order => order.Id == id, cancellationToken);
        if (order is null)
            return TypedResults.NotFound();

        shop.Orders.Remove(order);
        await shop.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>An order to place.</summary>
public sealed record OrderInput(int CustomerId, [Required, MinLength(1), MaxLength(100)] IReadOnlyList<OrderLineInput> Lines);

/// <summary>A line of an order to place.</summary>
public sealed record OrderLineInput(int ProductId, [Range(1, 1_000)] int Quantity);

/// <summary>The state an order is to have.</summary>
public sealed record OrderStatusInput([Required] string Status);
