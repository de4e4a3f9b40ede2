using Microsoft.EntityFrameworkCore;

namespace ReferenceHost.Features.Shop;

/// <summary>What a new shop sells, and to whom.</summary>
internal sealed class ShopContents(ShopDbContext shop, TimeProvider time)
{
    private static readonly string[] Goods = ["Teapot", "Kettle", "Cup", "Saucer", "Tea towel", "Sugar bowl", "Tea strainer", "Caddy", "Tray", "Spoon"];
    private static readonly string[] Makes = ["Plain", "Blue", "Large", "Travel"];
    private static readonly string[] Names = ["Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Niklaus", "Frances"];

    public static int ProductCount => Makes.Length * Goods.Length;

    public static int CustomerCount => Names.Length;

    public static string ProductName(int index) => $"{Makes[index / Goods.Length]} {Goods[index % Goods.Length].ToLowerInvariant()}";

    /// <summary>Fills a shop that has no products.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> SeedAsync(CancellationToken cancellationToken)
    {
        if (await shop.Products.AnyAsync(cancellationToken))
            return false;

        var now = time.GetUtcNow().UtcDateTime;
        var price = 250;
        for (var i = 0; i < ProductCount; i++)
            shop.Products.Add(new Product { Name = ProductName(i), PriceCents = price += 45, Stock = 40 + (price % 60), UpdatedAt = now });

        // A shop that was emptied by hand may still have its customers.
        if (!await shop.Customers.AnyAsync(cancellationToken))
        {
            foreach (var name in Names)
                shop.Customers.Add(new Customer { Name = name, Email = $"{name.ToLowerInvariant()}@customers.example" });
        }

        for (var i = 0; i < 12; i++)
            shop.AbandonedCarts.Add(new AbandonedCart { Visitor = $"visitor-{i}", CreatedAt = now.AddDays(-i) });
        await shop.SaveChangesAsync(cancellationToken);
        return true;
    }
}
