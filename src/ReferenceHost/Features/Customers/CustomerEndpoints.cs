using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Customers;

internal static class CustomerEndpoints
{
    public static void MapCustomers(this IEndpointRouteBuilder shop)
    {
        var customers = shop.MapGroup("/customers").RequireAuthorization();
        customers.MapGet("/", ListAsync);
        customers.MapGet("/{id:int}", FindAsync);
        customers.MapPost("/", CreateAsync);
        customers.MapPut("/{id:int}", UpdateAsync);
        customers.MapDelete("/{id:int}", DeleteAsync);
    }

    private static async Task<List<Customer>> ListAsync(ShopDbContext shop, [Range(1, 200)] int take = 50, CancellationToken cancellationToken = default) =>
        await shop.Customers.AsNoTracking().OrderBy(customer => customer.Name).Take(take).ToListAsync(cancellationToken);

    private static async Task<Results<Ok<Customer>, NotFound>> FindAsync(ShopDbContext shop, int id, CancellationToken cancellationToken) =>
        await shop.Customers.AsNoTracking().FirstOrDefaultAsync(customer => customer.Id == id, cancellationToken) is { } customer
            ? TypedResults.Ok(customer)
            : TypedResults.NotFound();

    private static async Task<Results<Created<Customer>, Conflict<string>>> CreateAsync(ShopDbContext shop, CustomerInput input, CancellationToken cancellationToken)
    {
        var customer = new Customer { Name = input.Name, Email = input.Email };
        shop.Customers.Add(customer);
        return await TrySaveAsync(shop, cancellationToken)
            ? TypedResults.Created($"/shop/customers/{customer.Id}", customer)
            : TypedResults.Conflict("There is a customer with this address.");
    }

    private static async Task<Results<Ok<Customer>, NotFound, Conflict<string>>> UpdateAsync(ShopDbContext shop, int id, CustomerInput input, CancellationToken cancellationToken)
    {
        var customer = await shop.Customers.FindAsync([id], cancellationToken);
        if (customer is null)
            return TypedResults.NotFound();

        (customer.Name, customer.Email) = (input.Name, input.Email);
        return await TrySaveAsync(shop, cancellationToken)
            ? TypedResults.Ok(customer)
            : TypedResults.Conflict("There is a customer with this address.");
    }

    private static async Task<Results<NoContent, NotFound, Conflict<string>>> DeleteAsync(ShopDbContext shop, int id, CancellationToken cancellationToken)
    {
        if (await shop.Orders.AnyAsync(order => order.CustomerId == id, cancellationToken))
            return TypedResults.Conflict("The customer has orders and must stay.");

        return await shop.Customers.Where(customer => customer.Id == id).ExecuteDeleteAsync(cancellationToken) == 0
            ? TypedResults.NotFound()
            : TypedResults.NoContent();
    }

    private static async Task<bool> TrySaveAsync(ShopDbContext shop, CancellationToken cancellationToken)
    {
        try
        {
            await shop.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            // The one constraint that a valid input can break is the unique address.
            return false;
        }
    }
}

/// <summary>What a client says of a customer.</summary>
public sealed record CustomerInput(
    [Required, StringLength(200, MinimumLength = 1)] string Name,
    [Required, EmailAddress, StringLength(320)] string Email);
